import assert from "node:assert/strict";
import { oauthClients } from "@drawbridge/contracts/oauth";
import { decodeJwt } from "jose";
import { z } from "zod";
import { makeSenderKey, type SenderKey, seconds } from "../../support/identity/sender-key.ts";
import { startTestIdentity, type TestIdentity } from "../../support/identity/test-identity.ts";
import { verifies } from "../../support/verifies.ts";

const Granted = z.object({ access_token: z.string(), refresh_token: z.string(), token_type: z.string() });

describe("the development identity provider, asked for tokens that are bound to a key", () => {
  let identity: TestIdentity;
  let key: SenderKey;
  before(async () => {
    [identity, key] = await Promise.all([startTestIdentity(), makeSenderKey()]);
  });
  after(() => identity.close());

  const endpoint = (): string => `${identity.url}/token`;
  const proofOf = (holder: SenderKey, claims = {}): Promise<string> =>
    holder.prove({ method: "POST", url: endpoint(), token: null }, { claims });
  const refresh = (refreshToken: string, proof?: string): Promise<Response> =>
    fetch(endpoint(), {
      method: "POST",
      headers: proof === undefined ? {} : { dpop: proof },
      body: new URLSearchParams({
        ...{ grant_type: "refresh_token", refresh_token: refreshToken, client_id: oauthClients.broker },
      }),
    });
  const errorOf = async (response: Response): Promise<string> =>
    z.object({ error: z.string() }).parse(await response.json()).error;

  it("The provider's metadata says that it binds tokens to keys", async () => {
    const metadata = await (await fetch(`${identity.url}/.well-known/openid-configuration`)).json();
    const { dpop_signing_alg_values_supported } = z
      .object({ dpop_signing_alg_values_supported: z.array(z.string()) })
      .parse(metadata);
    assert.ok(dpop_signing_alg_values_supported.includes("ES256"));
  });

  it(
    verifies("identity.bound-tokens", "A bound access token names the key, at sign-in and after a refresh"),
    async () => {
      const { accessToken, refreshToken } = await identity.tokens("ada", { key });
      assert.deepEqual(decodeJwt(accessToken).cnf, { jkt: key.thumbprint });
      const response = await refresh(refreshToken, await proofOf(key));
      const granted = Granted.parse(await response.json());
      assert.equal(granted.token_type, "DPoP");
      assert.deepEqual(decodeJwt(granted.access_token).cnf, { jkt: key.thumbprint });
      assert.equal((await refresh(granted.refresh_token, await proofOf(key))).status, 200);
    },
  );

  it(
    verifies(
      "identity.bound-tokens",
      "A copied refresh token does not work without the key, and still works for its owner",
    ),
    async () => {
      const { refreshToken } = await identity.tokens("ada", { key });
      const thief = await makeSenderKey();
      const used = await proofOf(key);
      assert.equal((await refresh((await identity.tokens("ada", { key })).refreshToken, used)).status, 200);
      for (const proof of [
        undefined,
        await proofOf(thief),
        used,
        await proofOf(key, { htu: "https://elsewhere.example" }),
      ]) {
        const response = await refresh(refreshToken, proof);
        assert.equal(response.status, 400);
        assert.match(await errorOf(response), /^invalid_(grant|dpop_proof)$/);
      }
      assert.equal((await refresh(refreshToken, await proofOf(key))).status, 200);
    },
  );

  it("A client whose clock is wrong is asked for a proof with a nonce, which is accepted", async () => {
    const { refreshToken } = await identity.tokens("ada", { key });
    const iat = seconds() - 3600;
    const response = await refresh(refreshToken, await proofOf(key, { iat }));
    assert.equal(await errorOf(response), "use_dpop_nonce");
    const nonce = response.headers.get("dpop-nonce");
    assert.equal((await refresh(refreshToken, await proofOf(key, { iat, nonce }))).status, 200);
  });

  it("At a sign-in by name, a proof is accepted once, and an invalid proof is refused", async () => {
    const proof = await proofOf(key);
    const fixed = { ...key, prove: async () => proof };
    await identity.tokens("ada", { key: fixed });
    await assert.rejects(identity.tokens("ada", { key: fixed }), /invalid_dpop_proof/);
    const wrong = { ...key, prove: () => proofOf(key, { htm: "GET" }) };
    await assert.rejects(identity.tokens("ada", { key: wrong }), /invalid_dpop_proof/);
  });

  it("A client without a key gets unbound tokens", async () => {
    const { accessToken, refreshToken } = await identity.tokens("ada");
    assert.equal(decodeJwt(accessToken).cnf, undefined);
    const granted = Granted.parse(await (await refresh(refreshToken)).json());
    assert.deepEqual([granted.token_type, decodeJwt(granted.access_token).cnf], ["Bearer", undefined]);
  });
});
