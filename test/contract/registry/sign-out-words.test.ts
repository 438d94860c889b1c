/** What an engineer reads after the company's provider reported that they were signed out. */
import assert from "node:assert/strict";
import { openSession } from "../../../proxy/identity/session.ts";
import { discoverRegistry } from "../../../proxy/identity/well-known.ts";
import { tokenRefusal } from "../../../proxy/network/token-refusal.ts";
import { logoutToken, sendLogout } from "../../support/identity/logout.ts";
import { temporaryHome } from "../../support/identity/sign-in.ts";
import { bearer, send } from "../../support/network/http.ts";
import { startTestRegistry } from "../../support/registry/test-registry.ts";
import { verifies } from "../../support/verifies.ts";

describe("a sign-in that a sign-out at the provider ended", () => {
  it(verifies("signout.words", "The broker says so to each call, until the person signs in again"), async () => {
    const registry = await startTestRegistry();
    const home = temporaryHome();
    const session = await openSession(home);
    try {
      const wellKnown = await discoverRegistry(registry.url);
      const iat = Math.floor(Date.now() / 1000) - 5;
      const tokens = async (sid: string) => ({
        ...{ accessToken: await registry.issuer.mint({ iat, sid }), refreshToken: "not-valid-any-more" },
        expiresAt: new Date(Date.now() + 600_000).toISOString(),
      });
      await session.signIn(wellKnown, await tokens("one"));
      await sendLogout(registry.url, await logoutToken(registry.issuer, { sub: "ada", sid: "one" }));
      const token = await session.accessToken();
      const { status, headers } = await send(`${registry.url}/api/v1/me/servers`, { headers: bearer(token.reveal()) });
      assert.equal(status, 401);
      const words = {
        code: "session-expired",
        message: /^You were signed out at your company's identity provider\. Sign in again: run `drawbridge login`/,
      };
      await assert.rejects(session.renewed(token, tokenRefusal(headers)), words);
      await assert.rejects(session.accessToken(), words);
      assert.equal(session.state, "expired");
      await session.signIn(wellKnown, await tokens("two"));
      await session.accessToken();
    } finally {
      await session.close();
      home.dispose();
      await registry.close();
    }
  });
});
