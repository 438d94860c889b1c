import assert from "node:assert/strict";
import { Refusal } from "@drawbridge/contracts/access";
import { makeSenderKey, proven, type SenderKey } from "../../support/identity/sender-key.ts";
import { wrongHeaders, wrongProofs } from "../../support/identity/wrong-proofs.ts";
import { bearer, send } from "../../support/network/http.ts";
import { startTestRegistry, type TestRegistry } from "../../support/registry/test-registry.ts";
import { verifies } from "../../support/verifies.ts";

/** Every route that reads a user's token. */
const paths = ["/me/servers", "/me/usage", "/access?server=presto", "/audit", "/approvals", "/approvals/events"];

describe("the registry, asked with a token that is bound to a key", () => {
  let registry: TestRegistry;
  let strict: TestRegistry;
  let key: SenderKey;
  before(async () => {
    [registry, strict, key] = await Promise.all([
      startTestRegistry(),
      startTestRegistry({ requireProof: true }),
      makeSenderKey(),
    ]);
  });
  after(() => Promise.all([registry.close(), strict.close()]));

  const bound = (aud = "urn:drawbridge:edge"): Promise<string> =>
    registry.issuer.mint({ aud, cnf: { jkt: key.thumbprint } });
  const address = (path: string): string => `${registry.url}/api/v1${path}`;

  it(verifies("registry.bound-token", "The registry accepts a bound token with a proof for this request"), async () => {
    const token = await bound();
    const url = address("/me/servers");
    const headers = proven(token, await key.prove({ url, token }));
    assert.equal((await send(url, { headers })).status, 200);
    const again = await send(url, { headers });
    assert.equal(again.status, 401);
    assert.match(Refusal.parse(JSON.parse(again.body)).message, /used before/);
  });

  for (const path of paths) {
    it(verifies("registry.bound-token", `The registry refuses a bound token without a proof at ${path}`), async () => {
      // A token of the approver is not for these routes at all, which no new sign-in changes.
      for (const [audience, code] of [
        ["urn:drawbridge:edge", "unauthenticated"],
        ["urn:drawbridge:approvals", "not-allowed"],
      ] as const) {
        const { status, headers, body } = await send(address(path), { headers: bearer(await bound(audience)) });
        assert.equal(status, 401, body);
        assert.equal(Refusal.parse(JSON.parse(body)).error, code);
        if (audience === "urn:drawbridge:edge") {
          assert.match(String(headers["www-authenticate"]), /^DPoP error="invalid_token", algs="ES256 /);
        }
      }
    });
  }

  it(verifies("registry.bound-token", "The registry refuses a bound token without a proof for decisions"), async () => {
    const { status, body } = await send(address("/approvals/decisions"), {
      ...{ method: "POST", body: "{}" },
      headers: [...bearer(await bound("urn:drawbridge:approvals")), "content-type", "application/json"],
    });
    // Not 401, because an older editor would sign in again.
    assert.equal(status, 403, body);
    assert.match(Refusal.parse(JSON.parse(body)).message, /bearer token decides nothing/);
  });

  for (const [which, forge] of Object.entries({ ...wrongProofs, ...wrongHeaders })) {
    it(
      verifies("registry.bound-token", `The registry refuses a bound token with a proof or header ${which}`),
      async () => {
        const token = await bound();
        const url = address("/me/servers");
        const answer = await send(url, { headers: proven(token, ...(await forge(key, { url, token }))) });
        assert.equal(answer.status, 401, answer.body);
        assert.match(String(answer.headers["www-authenticate"]), /^DPoP error="invalid_(token|dpop_proof)", algs="/);
      },
    );
  }

  it(
    verifies(
      "registry.bound-token",
      "The registry refuses a proof that was made for the edge, because a server behind the edge may have seen it",
    ),
    async () => {
      const token = await bound();
      const proof = await key.prove({ url: `${registry.settings.edgeUrl}/mcp/presto`, token });
      assert.equal((await send(address("/me/servers"), { headers: proven(token, proof) })).status, 401);
    },
  );

  it(verifies("registry.bound-token", "The registry refuses unbound tokens if the operator demands so"), async () => {
    const url = `${strict.url}/api/v1/me/servers`;
    const unbound = await send(url, { headers: bearer(await strict.issuer.mint()) });
    assert.equal(unbound.status, 401);
    assert.match(String(unbound.headers["www-authenticate"]), /^DPoP error="invalid_token"/);
    assert.match(String((await send(url)).headers["www-authenticate"]), /^DPoP algs="/);
    const token = await strict.issuer.mint({ cnf: { jkt: key.thumbprint } });
    assert.equal((await send(url, { headers: proven(token, await key.prove({ url, token })) })).status, 200);
  });
});
