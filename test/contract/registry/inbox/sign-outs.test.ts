/** Sessions at the inbox whose sign-in the company's provider reports as ended, while it goes on renewing tokens. */
import assert from "node:assert/strict";
import type { Claims } from "../../../support/identity/issuer.ts";
import { logoutToken, sendLogout } from "../../../support/identity/logout.ts";
import { InboxVisitor } from "../../../support/people/inbox-visitor.ts";
import { pairedBy } from "../../../support/people/paired-editor.ts";
import { startTestRegistry, type TestRegistry } from "../../../support/registry/test-registry.ts";
import { verifies } from "../../../support/verifies.ts";

describe("a session at the inbox whose person was signed out at the provider", () => {
  let registry: TestRegistry;
  before(async () => {
    registry = await startTestRegistry();
  });
  after(() => registry?.close());

  const earlier = Math.floor(Date.now() / 1000) - 5;
  const signedIn = async (claims: Claims): Promise<InboxVisitor> => {
    const visitor = new InboxVisitor(registry.url);
    const page = await visitor.signInAt(registry.issuer, { iat: earlier, ...claims });
    assert.equal(page.url, `${registry.url}/approvals`, page.html);
    return visitor;
  };
  const isSignedIn = async (visitor: InboxVisitor): Promise<boolean> =>
    (await visitor.ask("/approvals")).status === 200;
  const signOut = async (claims: Claims): Promise<void> => {
    const answer = await sendLogout(registry.url, await logoutToken(registry.issuer, claims));
    assert.equal(answer.status, 200);
  };

  it(
    verifies("signout.inbox", "The session ends with its session at the provider, and another one goes on"),
    async () => {
      const [one, two] = [await signedIn({ sub: "ada", sid: "one" }), await signedIn({ sub: "ada", sid: "two" })];
      await signOut({ aud: "drawbridge-approver", sub: "ada", sid: "one" });
      assert.equal(await isSignedIn(one), false);
      assert.equal(await isSignedIn(two), true);
    },
  );

  it(verifies("signout.inbox", "The session ends with all sessions of its person"), async () => {
    const [ida, rina] = [await signedIn({ sub: "ida", sid: "three" }), await signedIn({ sub: "rina", sid: "four" })];
    await signOut({ aud: "drawbridge-approver", sub: "ida" });
    assert.equal(await isSignedIn(ida), false);
    assert.equal(await isSignedIn(rina), true);
  });

  it(verifies("signout.inbox", "An editor that was paired in the session decides nothing more"), async () => {
    const editor = await pairedBy(await signedIn({ sub: "finn", sid: "six" }), registry.url);
    const decide = async (): Promise<number> => {
      const decision = { id: "unknown", shown: "unknown", decision: "approve" };
      const body = JSON.stringify({ decisions: [decision] });
      return (await editor.decide("/decisions", { method: "POST", body })).status;
    };
    assert.notEqual(await decide(), 401);
    await signOut({ aud: "drawbridge-approver", sub: "finn", sid: "six" });
    assert.equal(await decide(), 401);
    assert.equal((await editor.answer()).state, "ended");
  });

  it(verifies("signout.inbox", "The stream of a page that is open ends"), async () => {
    const visitor = await signedIn({ sub: "noa", sid: "five" });
    const cookie = [...visitor.cookies].map(([name, value]) => `${name}=${value}`).join("; ");
    const { body } = await fetch(`${registry.url}/approvals/events`, { headers: { cookie } });
    const events = body?.getReader();
    assert.match(new TextDecoder().decode((await events?.read())?.value), /event: ready/);
    const over = events?.closed;
    const drained = events?.read();
    await signOut({ aud: "drawbridge-approver", sub: "noa", sid: "five" });
    assert.equal((await drained)?.done, true);
    await over;
  });
});
