import assert from "node:assert/strict";
import { audiences, oauthClients } from "@drawbridge/contracts/oauth";
import { createRemoteJWKSet, decodeJwt, decodeProtectedHeader, jwtVerify } from "jose";
import { z } from "zod";
import { startTestIdentity, type TestIdentity } from "../../support/identity/test-identity.ts";
import { approversToken, asTheRegistry } from "../../support/people/approvers-token.ts";
import { verifies } from "../../support/verifies.ts";

const Refreshed = z.object({ access_token: z.string(), refresh_token: z.string(), expires_in: z.number() });

describe("the development identity provider's tokens", () => {
  const registryUrl = "http://127.0.0.1:7400";
  let identity: TestIdentity;
  before(async () => {
    identity = await startTestIdentity({ registryUrl });
  });
  after(() => identity.close());

  const ask = (form: Record<string, string>) =>
    fetch(`${identity.url}/token`, { method: "POST", body: new URLSearchParams(form) });
  const refresh = (refreshToken: string, clientId: string = oauthClients.broker) =>
    ask({ grant_type: "refresh_token", client_id: clientId, refresh_token: refreshToken });
  const errorOf = async (response: Response) => {
    assert.equal(response.status, 400);
    return z.object({ error: z.string() }).parse(await response.json()).error;
  };

  for (const [client, audience, tokenOf] of [
    [oauthClients.broker, audiences.edge, () => identity.accessToken("ada")],
    [oauthClients.approver, audiences.approvals, () => approversToken(identity.url, registryUrl)],
  ] as const) {
    it(
      verifies("identity.resource-bound", `Access tokens for ${client} are JWTs with the audience ${audience}`),
      async () => {
        const token = await tokenOf();
        const keys = createRemoteJWKSet(new URL(`${identity.url}/jwks`));
        const { payload, protectedHeader } = await jwtVerify(token, keys, { issuer: identity.url, audience });
        assert.equal(protectedHeader.alg, "ES256");
        assert.equal(protectedHeader.typ, "at+jwt");
        assert.equal(payload.client_id, client);
        assert.ok(payload.jti);
      },
    );
  }

  for (const resource of [audiences.approvals, "https://elsewhere.example/"]) {
    it(verifies("identity.resource-bound", `The broker's client gets no token for ${resource}`), async () => {
      const demo = { grant_type: "urn:drawbridge:dev-user", client_id: oauthClients.broker, user: "ada" };
      assert.equal(await errorOf(await ask({ ...demo, resource })), "invalid_target");
      const { refreshToken } = await identity.tokens("ada");
      const renewal = { grant_type: "refresh_token", client_id: oauthClients.broker, refresh_token: refreshToken };
      assert.equal(await errorOf(await ask({ ...renewal, resource })), "invalid_target");
    });
  }

  it(verifies("identity.resource-bound", "A refresh token works only for the client that got it"), async () => {
    const { refreshToken } = await identity.tokens("ada");
    const asApprover = await fetch(`${identity.url}/token`, {
      ...{ method: "POST", headers: asTheRegistry },
      body: new URLSearchParams({ grant_type: "refresh_token", refresh_token: refreshToken }),
    });
    assert.equal(await errorOf(asApprover), "invalid_grant");
  });

  for (const [user, groups] of [
    ["ada", ["ads-eng"]],
    ["finn", ["finance"]],
    ["ines", ["infra"]],
    ["omar", []],
  ] as const) {
    it(verifies("identity.groups", `The tokens of ${user} contain ${groups.join(", ") || "no group"}`), async () => {
      const claims = decodeJwt(await identity.accessToken(user));
      assert.equal(claims.sub, user);
      assert.deepEqual(claims.groups, groups);
    });
  }

  it("Only demo users get tokens", async () => {
    const form = { grant_type: "urn:drawbridge:dev-user", client_id: oauthClients.broker };
    assert.equal(await errorOf(await ask({ ...form, user: "eve" })), "invalid_grant");
    assert.equal(await errorOf(await ask(form)), "invalid_grant");
  });

  it(verifies("identity.lifetime", "Access tokens live ten minutes"), async () => {
    const { iat = 0, exp = 0 } = decodeJwt(await identity.accessToken("ada"));
    assert.equal(exp - iat, 600);
  });

  it(
    verifies("identity.lifetime", "Access tokens, also refreshed ones, live as long as the setting says"),
    async () => {
      const short = await startTestIdentity({ accessTokenSeconds: 2 });
      try {
        const { accessToken, refreshToken } = await short.tokens("ada");
        const response = await fetch(`${short.url}/token`, {
          method: "POST",
          body: new URLSearchParams({
            grant_type: "refresh_token",
            client_id: oauthClients.broker,
            refresh_token: refreshToken,
          }),
        });
        const renewed = Refreshed.parse(await response.json());
        assert.equal(renewed.expires_in, 2);
        for (const token of [accessToken, renewed.access_token]) {
          const { iat = 0, exp = 0 } = decodeJwt(token);
          assert.equal(exp - iat, 2);
        }
      } finally {
        await short.close();
      }
    },
  );

  it(
    verifies("identity.rotation", "Each refresh returns a new refresh token, with unchanged groups and audience"),
    async () => {
      const first = await identity.tokens("finn");
      const second = Refreshed.parse(await (await refresh(first.refreshToken)).json());
      const third = Refreshed.parse(await (await refresh(second.refresh_token)).json());
      assert.equal(new Set([first.refreshToken, second.refresh_token, third.refresh_token]).size, 3);
      const claims = decodeJwt(third.access_token);
      assert.deepEqual([claims.sub, claims.groups, claims.aud], ["finn", ["finance"], audiences.edge]);
    },
  );

  it(verifies("identity.rotation", "Using an old refresh token again ends all tokens of the sign-in"), async () => {
    const other = await identity.tokens("ada");
    const first = await identity.tokens("ada");
    const second = Refreshed.parse(await (await refresh(first.refreshToken)).json());
    assert.equal(await errorOf(await refresh(first.refreshToken)), "invalid_grant");
    assert.equal(await errorOf(await refresh(second.refresh_token)), "invalid_grant");
    assert.equal((await refresh(other.refreshToken)).status, 200, "another sign-in of the same user still works");
  });

  it(verifies("identity.rotation", "A refresh token that is used twice at the same time works only once"), async () => {
    const { refreshToken } = await identity.tokens("ada");
    const answers = await Promise.all(Array.from({ length: 8 }, () => refresh(refreshToken)));
    assert.ok(answers.filter((answer) => answer.status === 200).length <= 1);
  });

  it("Tokens are refused after their refresh token was revoked", async () => {
    const { refreshToken } = await identity.tokens("ada");
    const revoked = await fetch(`${identity.url}/token/revocation`, {
      method: "POST",
      body: new URLSearchParams({ client_id: oauthClients.broker, token: refreshToken }),
    });
    assert.equal(revoked.status, 200);
    assert.equal(await errorOf(await refresh(refreshToken)), "invalid_grant");
  });

  it(
    verifies(
      "identity.key-rotation",
      "After a rotation, tokens are signed by a new key, and the earlier key stays published",
    ),
    async () => {
      const before = await identity.accessToken("ada");
      await identity.rotateKeys();
      const after = await identity.accessToken("ada");
      assert.notEqual(decodeProtectedHeader(after).kid, decodeProtectedHeader(before).kid);
      const keys = createRemoteJWKSet(new URL(`${identity.url}/jwks`));
      for (const token of [before, after]) await jwtVerify(token, keys, { issuer: identity.url });
    },
  );
});
