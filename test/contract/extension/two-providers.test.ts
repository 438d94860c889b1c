/** Signing in from an editor where the company has two identity providers, and one of them demands pushed requests. */
import assert from "node:assert/strict";
import { decodeJwt } from "jose";
import { startTestIdentity, type TestIdentity, testApproverSecret } from "../../support/identity/test-identity.ts";
import { freePort } from "../../support/network/listening.ts";
import { InboxVisitor } from "../../support/people/inbox-visitor.ts";
import { type AllowTrip, allowEditor, SigningEditor } from "../../support/people/signing-editor.ts";
import { startTestRegistry, type TestRegistry } from "../../support/registry/test-registry.ts";
import { verifies } from "../../support/verifies.ts";

describe("signing in from an editor with two identity providers", function () {
  this.timeout(30_000);
  let plain: TestIdentity;
  let pushing: TestIdentity;
  let registry: TestRegistry;
  before(async () => {
    const port = await freePort();
    const registryUrl = `http://127.0.0.1:${port}`;
    plain = await startTestIdentity({ registryUrl });
    pushing = await startTestIdentity({ registryUrl, requirePushedRequests: true });
    registry = await startTestRegistry({
      ...{ port, approverSecret: testApproverSecret },
      identityProviders: [
        { issuer: plain.url, name: "plain", title: "Plain", claims: { userPrefix: "" } },
        { issuer: pushing.url, name: "pushing", title: "Pushing", claims: { userPrefix: "" } },
      ],
    });
  });
  after(async () => {
    await registry.close();
    await Promise.all([plain.close(), pushing.close()]);
  });

  const editors: SigningEditor[] = [];
  afterEach(() => {
    for (const editor of editors.splice(0)) editor.dispose();
  });
  const newEditor = (): SigningEditor => {
    const editor = new SigningEditor(registry.url);
    editors.push(editor);
    return editor;
  };
  interface Trip {
    asked: string;
    allow: AllowTrip | null;
  }
  const newTrip = (): Trip => ({ asked: "", allow: null });
  /** Chooses ada at the provider, types the code and clicks Allow. */
  const allows = (trip: Trip, visitor = new InboxVisitor(registry.url)) => {
    return async (url: string, code: () => string): Promise<void> => {
      const first = await visitor.visit(url);
      trip.asked = new URL(first.url).origin;
      const form = { method: "POST", body: new URLSearchParams({ user: "ada" }) };
      const { url: page } = first.html.includes('name="code"') ? first : await visitor.visit(first.url, form);
      trip.allow = await allowEditor(visitor, { page, code: code(), registry: registry.url });
    };
  };

  it(
    verifies("vscode.providers", "The person chooses once, and browser, broker and editor use that provider"),
    async () => {
      for (const issuer of [() => plain.url, () => pushing.url]) {
        const editor = newEditor();
        const trip = newTrip();
        const questions = await editor.signIn(issuer(), allows(trip));
        assert.deepEqual(questions, [{ titles: ["Plain", "Pushing"], lastIssuer: null }]);
        assert.equal(trip.asked, issuer(), "the page that opens is the chosen provider's");
        assert.equal(decodeJwt(editor.broker.tokens?.accessToken ?? "").iss, issuer());
        assert.equal(editor.broker.issuer, issuer());
        assert.equal(editor.paired.at(-1)?.user, "ada");
      }
    },
  );

  it(verifies("presence.leg-pushed", "An editor signs in at a provider that demands pushed requests"), async () => {
    const editor = newEditor();
    const trip = newTrip();
    await editor.signIn(pushing.url, allows(trip));
    const { leg, last } = trip.allow ?? assert.fail("ada allowed nothing");
    assert.deepEqual([...new URL(leg ?? "").searchParams.keys()].sort(), ["client_id", "request_uri"]);
    assert.match(last.url, new RegExp(`^${registry.url}/sign-in/back\\?`));
    assert.match(last.html, /You are signed in/);
    assert.equal(decodeJwt(editor.broker.tokens?.accessToken ?? "").sub, "ada");
  });

  it(
    verifies(
      "vscode.providers",
      "The question of the next sign-in has the last choice, and allowing an editor again asks nothing",
    ),
    async () => {
      const editor = newEditor();
      const visitor = new InboxVisitor(registry.url);
      await editor.signIn(pushing.url, allows(newTrip(), visitor));
      const trip = newTrip();
      assert.deepEqual(await editor.signIn(null, allows(trip, visitor), "pair"), []);
      assert.equal(editor.broker.issuer, pushing.url);
      const [question] = await editor.signIn(plain.url, allows(newTrip()), "switch");
      assert.equal(question?.lastIssuer, pushing.url);
      assert.equal(editor.broker.issuer, plain.url);
    },
  );

  it(
    verifies("vscode.providers", "A person who closes the question signs in nowhere, and nothing is left"),
    async () => {
      const editor = newEditor();
      const closed = editor.signIn(null, async () => assert.fail("no page opens"));
      await assert.rejects(closed, { name: "Error", message: "" });
      assert.deepEqual([editor.storage.size, editor.broker.tokens], [0, null]);
    },
  );
});
