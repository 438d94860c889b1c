/** The end of a sign-in at a real registry, with providers whose tokens it cannot use. */
import assert from "node:assert/strict";
import type { ProviderDescription } from "@drawbridge/contracts/identity-provider/provider";
import { TokenReading } from "@drawbridge/contracts/identity-provider/token-reading";
import { openSession } from "../../../proxy/identity/session.ts";
import { discoverRegistry } from "../../../proxy/identity/well-known.ts";
import { type Claims, startIssuer, type TestIssuer } from "../../support/identity/issuer.ts";
import { temporaryHome } from "../../support/identity/sign-in.ts";
import { startTestRegistry, type TestRegistry } from "../../support/registry/test-registry.ts";
import { verifies } from "../../support/verifies.ts";

describe("the end of a sign-in", () => {
  let issuer: TestIssuer;
  let registry: TestRegistry;
  before(async () => {
    issuer = await startIssuer();
    const described: ProviderDescription = {
      ...{ issuer: issuer.url, broker: { clientIds: ["acme-mcp"], audiences: ["acme-edge"] } },
      claims: { client: ["azp"], user: "oid", groups: "realm_access.roles" },
    };
    registry = await startTestRegistry({ identityProviders: [described] });
  });
  after(async () => {
    await registry.close();
    await issuer.stop();
  });

  const good: Claims = { aud: "acme-edge", azp: "acme-mcp", oid: "7d0c", realm_access: { roles: ["ads-eng"] } };
  const signIn = async (accessToken: string, expiresAt = new Date(Date.now() + 600_000)) => {
    const home = temporaryHome();
    const session = await openSession(home);
    try {
      const wellKnown = await discoverRegistry(registry.url);
      await session.signIn(wellKnown, { accessToken, refreshToken: "r", expiresAt: expiresAt.toISOString() });
      return { state: session.state, user: session.user };
    } catch (error) {
      assert.equal(session.state, "signed-out", "a refused sign-in is not kept");
      throw error;
    } finally {
      await session.close();
      home.dispose();
    }
  };

  it(
    verifies("idp.trial", "A sign-in ends well when the registry accepts its token, and names the person"),
    async () => {
      assert.deepEqual(await signIn(await issuer.mint(good)), {
        state: "signed-in",
        user: { name: "7d0c", groups: ["ads-eng"] },
      });
    },
  );

  const refused: Readonly<Record<string, readonly [claims: Claims, words: RegExp]>> = {
    "without an audience": [{ aud: undefined }, /no claim aud.*settings audiences, resource/],
    "for another audience": [{ aud: "account" }, /its claim aud/],
    "without the client's claim": [{ azp: undefined, client_id: undefined }, /none of the claims azp/],
    "of an unknown client": [{ azp: "other" }, /application/],
    "without the person's claim": [{ oid: undefined }, /claim oid/],
    "with groups that cannot be read": [{ realm_access: { roles: 7 } }, /claim realm_access\.roles/],
    "of another issuer": [{ iss: "https://elsewhere.example" }, /claim iss/],
  };
  for (const [which, [claims, words]] of Object.entries(refused)) {
    it(verifies("idp.trial", `A sign-in with a token ${which} ends with the reason, and is not kept`), async () => {
      await assert.rejects(signIn(await issuer.mint({ ...good, ...claims })), (error: Error & { code?: string }) => {
        assert.equal(error.code, "not-allowed");
        assert.match(error.message, words);
        assert.doesNotMatch(error.message, /drawbridge login/);
        return true;
      });
    });
  }

  it(verifies("idp.trial", "A sign-in with an opaque token ends with the settings to change"), async () => {
    await assert.rejects(signIn("ya29.opaque"), /not a JWT/);
  });

  it("A sign-in whose token has expired on the way is kept, because its first use renews it", async () => {
    const past = Math.floor(Date.now() / 1000) - 5;
    assert.equal((await signIn(await issuer.mint({ ...good, exp: past }), new Date(past * 1000))).state, "signed-in");
  });

  it(verifies("idp.doctor", "The registry says which claims of a token it read, and which are missing"), async () => {
    const headers = { authorization: `Bearer ${await issuer.mint(good)}` };
    const reading = TokenReading.parse(await (await fetch(`${registry.url}/api/v1/me/token`, { headers })).json());
    assert.deepEqual(reading, {
      ...{ issuer: issuer.url, user: "7d0c", groups: ["ads-eng"], surface: "local" },
      claims: [
        { setting: "claims.audience", claim: "aud", found: true },
        { setting: "claims.client", claim: "azp", found: true },
        { setting: "claims.user", claim: "oid", found: true },
        { setting: "claims.groups", claim: "realm_access.roles", found: true },
        { setting: "claims.displayName", claim: "name", found: false },
      ],
    });
  });
});
