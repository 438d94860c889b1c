/** Tokens that are no JWTs, about which the provider is asked (RFC 7662). */
import assert from "node:assert/strict";
import type { ProviderDescription } from "@drawbridge/contracts/identity-provider/provider";
import { TokenError, type TokenVerifier, tokenVerifier } from "@drawbridge/hosted/token";
import { type Claims, startIssuer, type TestIssuer } from "../../../support/identity/issuer.ts";
import { verifies } from "../../../support/verifies.ts";

describe("a token that is no JWT", () => {
  let issuer: TestIssuer;
  let verifier: TokenVerifier | undefined;
  let now = 0;
  beforeEach(async () => {
    now = Date.now();
    issuer = await startIssuer();
  });
  afterEach(async () => {
    verifier?.close();
    await issuer.stop();
  });

  const using = (
    over: Partial<ProviderDescription> = {},
    introspectionSecret: string | undefined = "s:1 %",
  ): TokenVerifier => {
    verifier?.close();
    const described = { issuer: issuer.url, introspection: { clientId: "asker" }, ...over };
    verifier = tokenVerifier([described], { of: "broker", introspectionSecret, now: () => now });
    return verifier;
  };
  const claims = (over: Claims = {}): Claims => ({
    ...{ sub: "ada", aud: "urn:drawbridge:edge", client_id: "drawbridge-broker", groups: ["ads-eng"] },
    ...{ exp: Math.floor(now / 1000) + 600, ...over },
  });
  const refusal = (reading: Promise<unknown>): Promise<TokenError> =>
    reading.then(
      () => assert.fail("It was accepted."),
      (error: unknown) => (error instanceof TokenError ? error : assert.fail(String(error))),
    );

  it(
    verifies(
      "idp.introspection",
      "An active token is read by its provider's description, with the registered client's secret",
    ),
    async () => {
      issuer.introspected.set("opaque-1", claims({ iss: issuer.url, username: "ada" }));
      const reader = using();
      const { user, groups, client } = await reader.verify("opaque-1");
      assert.deepEqual([user, groups, client], ["ada", ["ads-eng"], "broker"]);
      assert.deepEqual(issuer.questions, [`Basic ${Buffer.from("asker:s%3A1+%25").toString("base64")}`]);
      assert.ok(reader.reading("opaque-1").claims.some(({ claim, found }) => claim === "groups" && found));
    },
  );

  it(
    verifies("idp.introspection", "An answer is believed for the stated time, by all requests with the token"),
    async () => {
      issuer.introspected.set("opaque-1", claims());
      const reader = using({ introspection: { clientId: "asker", maxAgeSeconds: 60 } });
      await Promise.all(Array.from({ length: 20 }, () => reader.verify("opaque-1")));
      now += 59_000;
      await reader.verify("opaque-1");
      assert.equal(issuer.questions.length, 1);
      issuer.introspected.delete("opaque-1");
      now += 2_000;
      assert.equal((await refusal(reader.verify("opaque-1"))).code, "invalid");
      assert.equal(issuer.questions.length, 2);
    },
  );

  it(verifies("idp.introspection", "An active token is refused for what it lacks, as any other token is"), async () => {
    const reader = using();
    const wrong: Readonly<Record<string, readonly [claims: Claims, code: string]>> = {
      audience: [{ aud: "urn:other" }, "not-ours"],
      "no-audience": [{ aud: undefined }, "not-ours"],
      issuer: [{ iss: "https://elsewhere.example" }, "not-ours"],
      expired: [{ exp: Math.floor(now / 1000) - 1 }, "invalid"],
      client: [{ client_id: undefined }, "unreadable-claims"],
      person: [{ sub: undefined }, "unreadable-claims"],
      bound: [{ cnf: { jkt: "0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I" } }, "unproven"],
    };
    for (const [token, [over, code]] of Object.entries(wrong)) {
      issuer.introspected.set(token, claims(over));
      assert.equal((await refusal(reader.verify(token))).code, code, token);
    }
    issuer.introspected.set("without-expiry", claims({ exp: undefined }));
    assert.equal((await reader.verify("without-expiry")).user, "ada");
  });

  it(
    verifies(
      "idp.introspection",
      "A provider is asked about no JWT, and about nothing without its setting and the secret",
    ),
    async () => {
      await using().verify(await issuer.mint());
      await refusal(using().verify(await issuer.mint({ aud: "urn:other" })));
      issuer.introspected.set("opaque-1", claims());
      assert.match((await refusal(using({ introspection: undefined }).verify("opaque-1"))).message, /not a JWT/);
      const without = tokenVerifier([{ issuer: issuer.url, introspection: { clientId: "asker" } }], { of: "broker" });
      assert.match((await refusal(without.verify("opaque-1"))).message, /DRAWBRIDGE_INTROSPECTION_SECRET is not set/);
      without.close();
      assert.deepEqual(issuer.questions, []);
    },
  );

  it(verifies("idp.introspection", "A provider that is away refuses no person for good"), async () => {
    issuer.introspected.set("opaque-1", claims());
    const reader = using();
    await issuer.stop();
    assert.equal((await refusal(reader.verify("opaque-1"))).code, "issuer-unavailable");
    await issuer.start();
    assert.equal((await reader.verify("opaque-1")).user, "ada");
  });
});
