import assert from "node:assert/strict";
import { createHmac, generateKeyPairSync } from "node:crypto";
import { type GrantClaims, grantAudience, grantIssuer, grantType } from "@drawbridge/contracts/approvals";
import { createLocalJWKSet, createRemoteJWKSet, exportJWK, generateKeyPair, SignJWT } from "jose";
import { type Bound, GrantRefused, verifierOf } from "../../../../reference-servers/framework/approvals/grant.ts";
import { ApprovalsUnavailable } from "../../../../reference-servers/framework/approvals/registry-calls.ts";
import { verifies } from "../../../support/verifies.ts";

const registryUrl = "http://127.0.0.1:7777";
const now = Date.parse("2026-11-21T12:00:00Z");
const bound: Bound = { request: "r1", user: "ada", tool: "write_query", digest: "d", policyVersion: "v1" };
const claims: GrantClaims = {
  iss: grantIssuer,
  aud: grantAudience("presto"),
  sub: "ada",
  jti: "g1",
  iat: now / 1000,
  exp: now / 1000 + 60,
  request: "r1",
  tool: "write_query",
  digest: "d",
  policyVersion: "v1",
  shown: "s",
};

describe("a grant", () => {
  let keys: Awaited<ReturnType<typeof generateKeyPair>>;
  let publicJwk: Awaited<ReturnType<typeof exportJWK>>;
  let verify: (grant: string, wish?: Partial<Bound>, at?: number) => Promise<unknown>;
  before(async () => {
    keys = await generateKeyPair("EdDSA", { crv: "Ed25519" });
    publicJwk = { ...(await exportJWK(keys.publicKey)), kid: "k1", alg: "EdDSA", use: "sig" };
    const set = createLocalJWKSet({ keys: [publicJwk] });
    verify = (grant, wish = {}, at = now) =>
      verifierOf(set, [grantIssuer, registryUrl], "presto", () => at).verify(grant, { ...bound, ...wish });
  });

  const sign = (wish: Partial<GrantClaims> = {}, header: Record<string, string> = {}, key = keys.privateKey) =>
    new SignJWT({ ...claims, ...wish })
      .setProtectedHeader({ alg: "EdDSA", typ: grantType, kid: "k1", ...header })
      .sign(key);
  const refused = async (grant: string, wish: Partial<Bound> = {}, at = now) =>
    assert.rejects(verify(grant, wish, at), GrantRefused);

  it(verifies("gate.grant-verified", "A grant of the registry for exactly this call is valid"), async () => {
    assert.deepEqual(await verify(await sign()), claims);
  });

  it(
    verifies(
      "gate.old-registry",
      "A server accepts a grant in which a registry of the version before names the address by which the server reaches it",
    ),
    async () => {
      const old = { iss: registryUrl };
      assert.deepEqual(await verify(await sign(old)), { ...claims, ...old });
    },
  );

  const others: readonly (readonly [string, Partial<GrantClaims>])[] = [
    ["another issuer's", { iss: "http://127.0.0.1:7778" }],
    ["for another server", { aud: grantAudience("spark") }],
    ["for another user", { sub: "finn" }],
    ["for another request", { request: "r2" }],
    ["for another tool", { tool: "query" }],
    ["for other arguments", { digest: "D" }],
    ["of another policy", { policyVersion: "v2" }],
    ["that has expired", { exp: now / 1000 }],
    ["without a name of its own", { jti: JSON.parse("null") }],
  ];
  for (const [which, wish] of others) {
    it(verifies("gate.grant-verified", `A grant (${which}) is refused`), async () => refused(await sign(wish)));
  }

  it(
    verifies(
      "gate.bound-caller",
      "A grant is refused where another user presents it, or where it is used for another tool",
    ),
    async () => {
      const grant = await sign();
      await refused(grant, { user: "finn" });
      await refused(grant, { tool: "query" });
      await refused(grant, { request: "r2" });
    },
  );

  it(verifies("gate.grant-verified", "A grant is refused from its last second on"), async () => {
    await refused(await sign(), {}, now + 60_000);
    await verify(await sign(), {}, now + 59_000);
  });

  it(verifies("gate.grant-verified", "A token of another type is no grant, regardless of its signature"), async () => {
    await refused(await sign({}, { typ: "JWT" }));
    await refused(await sign({}, { typ: "at+jwt" }));
  });

  it(verifies("gate.grant-verified", "A grant signed with another key under the same id is refused"), async () => {
    const other = await generateKeyPair("EdDSA", { crv: "Ed25519" });
    await refused(await sign({}, {}, other.privateKey));
    await refused(await sign({}, { kid: "k2" }, other.privateKey));
  });

  it(
    verifies(
      "gate.grant-verified",
      "A grant by another algorithm is refused: none, HS256 with the public key, RS256, ES256",
    ),
    async () => {
      const part = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");
      const head = (alg: string) => part({ alg, typ: grantType, kid: "k1" });
      await refused(`${head("none")}.${part(claims)}.`);
      await refused(`${head("None")}.${part(claims)}.`);
      for (const secret of [
        publicJwk.x ?? "",
        JSON.stringify(publicJwk),
        Buffer.from(publicJwk.x ?? "", "base64url"),
      ]) {
        const signed = `${head("HS256")}.${part(claims)}`;
        await refused(`${signed}.${createHmac("sha256", secret).update(signed).digest("base64url")}`);
      }
      const rsa = await generateKeyPair("RS256");
      await refused(await sign({}, { alg: "RS256" }, rsa.privateKey));
      const ec = await generateKeyPair("ES256");
      await refused(await sign({}, { alg: "ES256" }, ec.privateKey));
    },
  );

  it(verifies("gate.grant-verified", "A grant that brings its own key is refused"), async () => {
    const other = generateKeyPairSync("ed25519");
    const jwk = other.publicKey.export({ format: "jwk" });
    const grant = await new SignJWT({ ...claims })
      .setProtectedHeader({ alg: "EdDSA", typ: grantType, jwk: { kty: "OKP", crv: "Ed25519", x: String(jwk.x) } })
      .sign(other.privateKey);
    await refused(grant);
  });

  it(verifies("gate.grant-verified", "A grant whose text was changed is refused"), async () => {
    const [head = "", body = "", signature = ""] = (await sign()).split(".");
    const forged = Buffer.from(JSON.stringify({ ...claims, sub: "ada", digest: "other" })).toString("base64url");
    for (const grant of [
      "",
      "x",
      "a.b.c",
      `${head}.${forged}.${signature}`,
      `${head}.${body}.${signature.slice(1)}`,
      `${head}.${body}.`,
    ]) {
      await refused(grant);
      await refused(grant, { digest: "other" });
    }
  });

  it(
    verifies("gate.closed", "A grant cannot be verified without the registry's keys, which is not a refusal"),
    async () => {
      const away = createRemoteJWKSet(new URL("http://127.0.0.1:9/keys"), { timeoutDuration: 500 });
      await assert.rejects(
        verifierOf(away, [grantIssuer], "presto", () => now).verify(await sign(), bound),
        ApprovalsUnavailable,
      );
    },
  );
});
