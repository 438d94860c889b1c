/**
 * Test cases for tokens that are bound to a key of their holder: the edge refuses them without a proof, and never treats
 * them as unbound.
 */
import assert from "node:assert/strict";
import { Refusal } from "@drawbridge/contracts/access";
import type { EdgeSettings } from "@drawbridge/edge/settings";
import { makeSenderKey, proven, type SenderKey } from "../identity/sender-key.ts";
import { wrongHeaders, wrongProofs } from "../identity/wrong-proofs.ts";
import { type Answer, bearer, send } from "../network/http.ts";
import { verifies } from "../verifies.ts";
import { valuesOf } from "./upstream.ts";
import { type StartEdge, startWorld, type World } from "./world.ts";

const algorithms = 'algs="ES256 ES384 ES512 EdDSA Ed25519"';

/** Bindings of a token that an edge cannot check, or must not check only in part. */
const otherBindings = {
  "to a client certificate": { "x5t#S256": "0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I" },
  "by nothing": {},
  "by null": null,
  "by a name of a key": { kid: "first" },
  "by a thumbprint that is none": { jkt: "x" },
};

export function boundTokenCases(world: () => World, startEdge: StartEdge): void {
  let key: SenderKey;
  before(async () => {
    key = await makeSenderKey();
  });
  const bound = (): Promise<string> => world().issuer.mint({ cnf: { jkt: key.thumbprint } });
  const address = (): string => `${world().edgeUrl}/mcp/presto`;
  const refusedAs = (answer: Answer, error: string): void => {
    assert.equal(answer.status, 401, answer.body);
    const metadata = `${world().edgeUrl}/.well-known/oauth-protected-resource/mcp/presto`;
    const expected = `DPoP error="${error}", ${algorithms}, resource_metadata="${metadata}"`;
    assert.equal(answer.headers["www-authenticate"], expected);
    assert.deepEqual(world().reached(), []);
  };

  describe("tokens that are bound to a key", () => {
    it(
      verifies("edge.bound-token", "A bound token passes with a proof for exactly its request, by any method"),
      async () => {
        const token = await bound();
        for (const method of ["POST", "GET", "DELETE"]) {
          const proof = await key.prove({ method, url: address(), token });
          const answer = await send(`${address()}?a=1`, { method, headers: proven(token, proof) });
          assert.equal(answer.status, 200, answer.body);
          const [request] = world().reached();
          assert.ok(request !== undefined);
          assert.deepEqual(valuesOf(request, "x-forwarded-user"), ["ada"]);
        }
      },
    );

    it(verifies("edge.no-authorization", "A bound token reaches the server without its proof"), async () => {
      const token = await bound();
      await send(address(), { headers: proven(token, await key.prove({ url: address(), token })) });
      const [request] = world().reached();
      assert.ok(request !== undefined);
      assert.deepEqual([valuesOf(request, "authorization"), valuesOf(request, "dpop")], [[], []]);
    });

    it(
      verifies("edge.bound-token", "A bound token is refused as a bearer token, and the message says why"),
      async () => {
        const answer = await world().call("presto", await bound());
        refusedAs(answer, "invalid_token");
        assert.match(Refusal.parse(JSON.parse(answer.body)).message, /bound to a key .* without a proof/);
      },
    );

    it(
      verifies("edge.bound-token", "A bound token is refused as a bearer token, even with a good proof beside it"),
      async () => {
        const token = await bound();
        const proof = await key.prove({ url: address(), token });
        refusedAs(await send(address(), { headers: [...bearer(token), "DPoP", proof] }), "invalid_token");
      },
    );

    for (const [how, cnf] of Object.entries(otherBindings)) {
      it(
        verifies("edge.bound-token", `A token that is bound ${how} is refused, with a proof and without`),
        async () => {
          const token = await world().issuer.mint({ cnf });
          refusedAs(await send(address(), { headers: bearer(token) }), "invalid_token");
          const proof = await key.prove({ url: address(), token });
          refusedAs(await send(address(), { headers: proven(token, proof) }), "invalid_token");
        },
      );
    }

    for (const [which, forge] of Object.entries({ ...wrongProofs, ...wrongHeaders })) {
      it(verifies("edge.bound-token", `A bound token is refused with a proof or header ${which}`), async () => {
        const token = await bound();
        const proofs = await forge(key, { url: address(), token });
        refusedAs(
          await send(address(), { headers: proven(token, ...proofs) }),
          proofs.length === 0 ? "invalid_token" : "invalid_dpop_proof",
        );
      });
    }

    it(verifies("edge.proof-once", "A bound token is refused with a proof that was used before"), async () => {
      const token = await bound();
      const headers = proven(token, await key.prove({ url: address(), token }));
      assert.equal((await send(address(), { headers })).status, 200);
      world().reached();
      refusedAs(await send(address(), { headers }), "invalid_dpop_proof");
    });

    it(verifies("edge.proof-once", "A proof that comes many times at once is accepted once"), async () => {
      const token = await bound();
      const headers = proven(token, await key.prove({ url: address(), token }));
      const answers = await Promise.all(Array.from({ length: 20 }, () => send(address(), { headers })));
      assert.equal(answers.filter(({ status }) => status === 200).length, 1);
      assert.equal(world().reached().length, 1);
    });

    it("An unbound token is refused with the DPoP scheme, because it has no key to prove", async () => {
      const token = await world().issuer.mint();
      const proof = await key.prove({ url: address(), token });
      refusedAs(await send(address(), { headers: proven(token, proof) }), "invalid_token");
    });
  });

  describe("where the operator demands proof", () => {
    const demanding: Partial<EdgeSettings> = { requireProof: true };
    let strict: World;
    before(async () => {
      strict = await startWorld(startEdge, demanding);
    });
    after(() => strict.close());

    it(
      verifies(
        "edge.proof-demanded",
        "An edge that requires proof refuses unbound tokens, and accepts bound tokens with their proof",
      ),
      async () => {
        const url = `${strict.edgeUrl}/mcp/presto`;
        const refused = await strict.call("presto", await strict.issuer.mint());
        assert.equal(refused.status, 401);
        assert.match(String(refused.headers["www-authenticate"]), /^DPoP error="invalid_token", algs="/);
        assert.match(Refusal.parse(JSON.parse(refused.body)).message, /Update Drawbridge/);
        assert.deepEqual(strict.reached(), []);
        const token = await strict.issuer.mint({ cnf: { jkt: key.thumbprint } });
        const proof = await key.prove({ url, token });
        assert.equal((await send(url, { headers: proven(token, proof) })).status, 200);
      },
    );

    it(verifies("edge.proof-demanded", "A request without a token, and the metadata, say so"), async () => {
      const { headers } = await send(`${strict.edgeUrl}/mcp/presto`);
      assert.match(String(headers["www-authenticate"]), /^DPoP algs="[^"]+", resource_metadata="/);
      const metadata = await send(`${strict.edgeUrl}/.well-known/oauth-protected-resource/mcp/presto`);
      const { dpop_bound_access_tokens_required, dpop_signing_alg_values_supported } = JSON.parse(metadata.body);
      assert.equal(dpop_bound_access_tokens_required, true);
      assert.ok(dpop_signing_alg_values_supported.includes("ES256"));
    });
  });
}
