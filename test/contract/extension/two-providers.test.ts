/** Signing in from an editor where the company has two identity providers, and one of them demands pushed requests. */
import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { decodeJwt } from "jose";
import type { SignInKind } from "../../../extension/session/session-state.ts";
import type { StoredPairing } from "../../../extension/signin/paired-editor.ts";
import { createSignInServices } from "../../../extension/signin/sign-in-services.ts";
import { inTurn } from "../../../extension/signin/window-turn.ts";
import type { HandedTokens } from "../../../proxy/contracts/control.ts";
import { startTestIdentity, type TestIdentity, testApproverSecret } from "../../support/identity/test-identity.ts";
import { freePort } from "../../support/network/listening.ts";
import { InboxVisitor, type Visited } from "../../support/people/inbox-visitor.ts";
import { editorNames } from "../../support/people/paired-editor.ts";
import { startTestRegistry, type TestRegistry } from "../../support/registry/test-registry.ts";
import { verifies } from "../../support/verifies.ts";

describe("signing in from an editor with two identity providers", function () {
  this.timeout(30_000);
  const folder = mkdtempSync(join(tmpdir(), "drawbridge-providers-"));
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
    rmSync(folder, { recursive: true, force: true });
  });

  /** A window, what it stored, and what its broker got. */
  const editor = () => {
    const storage = new Map<string, string>();
    const broker: { tokens: HandedTokens | null; issuer: string | null } = { tokens: null, issuer: null };
    const paired: (StoredPairing | null)[] = [];
    const services = createSignInServices({
      ...{ key: "editor", now: Date.now, fetch: globalThis.fetch },
      secrets: {
        get: async (key) => storage.get(key),
        store: async (key, value) => void storage.set(key, value),
        delete: async (key) => void storage.delete(key),
      },
      inTurn: (task) => inTurn(join(folder, "turn"), task),
      paired: (pairing) => paired.push(pairing),
      handToBroker: async (_wellKnown, tokens, issuer) => Object.assign(broker, { tokens, issuer }),
      brokerUser: () => (broker.tokens === null ? null : String(decodeJwt(broker.tokens.accessToken).sub)),
      brokerIssuer: () => broker.issuer,
      lastIssuer: async () => broker.issuer,
    });
    return { services, storage, broker, paired };
  };
  type Question = { readonly titles: readonly (string | undefined)[]; readonly lastIssuer: string | null };
  /** Signs in; the person chooses `choice` where they are asked, and acts on the page that opens. */
  const signIn = async (
    { services }: ReturnType<typeof editor>,
    choice: string | null,
    person: (url: string, code: () => string) => Promise<unknown>,
    kind: SignInKind = "sign-in",
  ): Promise<Question[]> => {
    const questions: Question[] = [];
    let shown = "";
    let acting: Promise<unknown> = Promise.resolve();
    await services.signIn.run(
      registry.url,
      kind,
      {
        names: editorNames,
        showCode: (code) => {
          shown = code;
        },
        open: (url) => {
          acting = person(url.href, () => shown);
          acting.catch(() => {});
        },
        chooseProvider: async (providers, lastIssuer) => {
          questions.push({ titles: providers.map(({ title }) => title), lastIssuer });
          return choice;
        },
      },
      new AbortController().signal,
    );
    await acting;
    return questions;
  };
  interface Trip {
    asked: string;
    legs: string[];
    last: Visited | null;
  }
  /** Chooses ada at the provider, types the code and clicks Allow. */
  const allows = (trip: Trip, visitor = new InboxVisitor(registry.url)) => {
    return async (url: string, code: () => string): Promise<void> => {
      const page = await visitor.visit(url);
      trip.asked = new URL(page.url).origin;
      const form = { method: "POST", body: new URLSearchParams({ user: "ada" }) };
      const pairing = page.html.includes('name="code"') ? page : await visitor.visit(page.url, form);
      const body = new URLSearchParams({ form: await visitor.formToken(), code: code() });
      const allow = await visitor.ask(pairing.url, { method: "POST", body, headers: { origin: registry.url } });
      const leg = /http-equiv="refresh" content="0;url=([^"]+)"/.exec(allow.html)?.[1]?.replaceAll("&amp;", "&");
      if (leg === undefined) return;
      trip.legs.push(leg);
      trip.last = await visitor.visit(leg);
    };
  };
  const newTrip = (): Trip => ({ asked: "", legs: [], last: null });

  it(
    verifies("vscode.providers", "The person chooses once, and browser, broker and editor use that provider"),
    async () => {
      for (const issuer of [() => plain.url, () => pushing.url]) {
        const window = editor();
        const trip = newTrip();
        const questions = await signIn(window, issuer(), allows(trip));
        assert.deepEqual(questions, [{ titles: ["Plain", "Pushing"], lastIssuer: null }]);
        assert.equal(trip.asked, issuer(), "the page that opens is the chosen provider's");
        assert.equal(decodeJwt(window.broker.tokens?.accessToken ?? "").iss, issuer());
        assert.equal(window.broker.issuer, issuer());
        assert.equal(window.paired.at(-1)?.user, "ada");
      }
    },
  );

  it(verifies("presence.leg-pushed", "An editor signs in at a provider that demands pushed requests"), async () => {
    const window = editor();
    const trip = newTrip();
    await signIn(window, pushing.url, allows(trip));
    const [leg = ""] = trip.legs;
    assert.deepEqual([...new URL(leg).searchParams.keys()].sort(), ["client_id", "request_uri"]);
    assert.match(trip.last?.url ?? "", new RegExp(`^${registry.url}/sign-in/back\\?`));
    assert.match(trip.last?.html ?? "", /You are signed in/);
    assert.equal(decodeJwt(window.broker.tokens?.accessToken ?? "").sub, "ada");
  });

  it(
    verifies(
      "vscode.providers",
      "The question of the next sign-in has the last choice, and allowing an editor again asks nothing",
    ),
    async () => {
      const window = editor();
      const visitor = new InboxVisitor(registry.url);
      await signIn(window, pushing.url, allows(newTrip(), visitor));
      const trip = newTrip();
      assert.deepEqual(await signIn(window, null, allows(trip, visitor), "pair"), []);
      assert.equal(window.broker.issuer, pushing.url);
      const [question] = await signIn(window, plain.url, allows(newTrip()), "switch");
      assert.equal(question?.lastIssuer, pushing.url);
      assert.equal(window.broker.issuer, plain.url);
    },
  );

  it(
    verifies("vscode.providers", "A person who closes the question signs in nowhere, and nothing is left"),
    async () => {
      const window = editor();
      const closed = signIn(window, null, async () => assert.fail("no page opens"));
      await assert.rejects(closed, { name: "Error", message: "" });
      assert.deepEqual([window.storage.size, window.broker.tokens], [0, null]);
    },
  );
});
