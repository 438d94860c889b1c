import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { oauthClients } from "@drawbridge/contracts/oauth";
import { decodeJwt } from "jose";
import { ApproverSession } from "../../../extension/signin/approver-session.ts";
import { inTurn } from "../../../extension/signin/turn.ts";
import { received } from "../../../proxy/identity/tokens.ts";
import { startTestIdentity, type TestIdentity } from "../../support/identity.ts";
import { wellKnownFor } from "../../support/sign-in.ts";
import { verifies } from "../../support/verifies.ts";

describe("the approver's sign-in in the editor", () => {
  const folder = mkdtempSync(join(tmpdir(), "drawbridge-approver-"));
  let identity: TestIdentity;
  before(async () => {
    identity = await startTestIdentity();
  });
  after(async () => {
    await identity.close();
    rmSync(folder, { recursive: true, force: true });
  });

  /** Windows of one machine: a session each, over the one storage that they share. */
  function windows(count: number) {
    const kept = new Map<string, string>();
    const clock = { now: Date.now() };
    const asked = { refreshes: 0 };
    const fetch: typeof globalThis.fetch = async (input, init) => {
      if (String(input).endsWith("/token")) asked.refreshes += 1;
      return globalThis.fetch(input, init);
    };
    const secrets = {
      get: async (key: string) => kept.get(key),
      store: async (key: string, value: string) => void kept.set(key, value),
      delete: async (key: string) => void kept.delete(key),
    };
    const sessions = Array.from(
      { length: count },
      () =>
        new ApproverSession({
          ...{ secrets, key: "approver", fetch, now: () => clock.now },
          inTurn: (task) => inTurn(join(folder, "turn"), task),
        }),
    );
    return { sessions, kept, clock, asked };
  }

  async function signedIn(count: number) {
    const world = windows(count);
    const tokens = received(await identity.tokens("ada", { clientId: oauthClients.approver }), world.clock.now);
    await world.sessions[0]?.keep(wellKnownFor(identity.url), tokens);
    return world;
  }

  it(
    verifies("vscode.approver-refresh", "is renewed once where several windows need it at the same time"),
    async () => {
      const { sessions, clock, asked } = await signedIn(4);
      clock.now += 9.5 * 60_000;
      const tokens = await Promise.all(sessions.flatMap((session) => [session.accessToken(), session.accessToken()]));
      assert.equal(new Set(tokens.map((token) => token.reveal())).size, 1);
      assert.equal(asked.refreshes, 1);
      assert.equal(decodeJwt(tokens[0]?.reveal() ?? "").aud, "urn:drawbridge:approvals");
      assert.equal(await sessions[3]?.user(), "ada");
    },
  );

  it("serves without asking anybody while it is fresh", async () => {
    const { sessions, asked } = await signedIn(1);
    await sessions[0]?.accessToken();
    assert.equal(asked.refreshes, 0);
  });

  it("is over everywhere when one window ends it, at the provider too", async () => {
    const { sessions, kept, clock } = await signedIn(2);
    const text = kept.get("approver") ?? "";
    await sessions[0]?.end();
    await assert.rejects(async () => sessions[1]?.accessToken(), { code: "not-signed-in" });
    kept.set("approver", text);
    clock.now += 9.5 * 60_000;
    await assert.rejects(async () => sessions[1]?.accessToken(), { code: "session-expired" });
    assert.equal(kept.has("approver"), false, "what is worth nothing is not kept");
  });

  it("is nobody's where what lies there cannot be read", async () => {
    const { sessions, kept } = windows(1);
    kept.set("approver", "{}");
    assert.equal(await sessions[0]?.user(), null);
  });
});
