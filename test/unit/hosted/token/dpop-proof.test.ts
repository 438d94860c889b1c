import assert from "node:assert/strict";
import { mock } from "node:test";
import { InvalidProof, proofReader, proofWindowSeconds } from "@drawbridge/hosted/dpop-proof";
import { decodeJwt } from "jose";
import { makeSenderKey, type SenderKey, seconds } from "../../../support/identity/sender-key.ts";
import { wrongProofs } from "../../../support/identity/wrong-proofs.ts";
import { verifies } from "../../../support/verifies.ts";

describe("a DPoP proof's reader", () => {
  const request = { method: "POST", url: "http://127.0.0.1:7/mcp/presto", token: "the-token" };
  const expected = { method: "POST", url: request.url, accessToken: "the-token" };
  const read = proofReader();
  let key: SenderKey;
  before(async () => {
    key = await makeSenderKey();
  });

  for (const algorithm of ["ES256", "ES384", "ES512", "EdDSA", "Ed25519"]) {
    it(`A valid proof by ${algorithm} gives the signer's key, the proof's id, and how long the id counts`, async () => {
      const signer = await makeSenderKey(algorithm);
      const iat = seconds();
      const proof = await signer.prove(request, { claims: { iat, jti: "one" } });
      assert.deepEqual(read(proof, expected, Date.now()), {
        ...{ thumbprint: signer.thumbprint, id: "one", expiresAt: (iat + proofWindowSeconds.maxAge) * 1000 },
      });
    });
  }

  it("A proof is accepted with a query, with a fragment, and with another spelling of the address", async () => {
    for (const htu of [
      "http://127.0.0.1:7/mcp/presto?a=1#b",
      "HTTP://127.0.0.1:7/mcp/presto",
      "http://127.0.0.1:7/mcp/x/../presto",
    ]) {
      read(await key.prove(request, { claims: { htu } }), { ...expected, url: `${expected.url}?c=2` }, Date.now());
    }
  });

  it("A proof needs no digest of a token where only a key is shown", async () => {
    const proof = await key.prove({ ...request, token: null });
    assert.equal(read(proof, { ...expected, accessToken: null }, Date.now()).thumbprint, key.thumbprint);
  });

  it("A proof is accepted until the second in which it is too old, and from a clock that is a little ahead", async () => {
    const made = seconds();
    const proof = await key.prove(request, { claims: { iat: made } });
    read(proof, expected, (made + proofWindowSeconds.maxAge) * 1000);
    read(proof, expected, (made - proofWindowSeconds.maxAhead) * 1000);
    assert.throws(() => read(proof, expected, (made + proofWindowSeconds.maxAge) * 1000 + 1), /too old/);
    assert.throws(() => read(proof, expected, (made - proofWindowSeconds.maxAhead) * 1000 - 1), /from the future/);
  });

  for (const [which, forge] of Object.entries(wrongProofs)) {
    it(verifies("edge.bound-token", `A proof ${which} is refused, unless it proves another key`), async () => {
      const [proof = ""] = await forge(key, request);
      try {
        assert.notEqual(read(proof, expected, Date.now()).thumbprint, key.thumbprint);
      } catch (error) {
        assert.ok(error instanceof InvalidProof, String(error));
      }
    });
  }

  it(
    verifies("edge.bound-token", "The proofs with a wrong time are refused even minutes after a test run began"),
    async () => {
      mock.timers.enable({ apis: ["Date"], now: Date.now() + 5 * 60_000 });
      try {
        for (const [which, why] of [
          ["made in the next minute", /from the future/],
          ["made two minutes ago", /too old/],
          ["with a time that is no number", /iat/],
        ] as const) {
          const [proof = ""] = (await wrongProofs[which]?.(key, request)) ?? [];
          assert.throws(() => read(proof, expected, Date.now()), why, which);
          assert.ok(Math.abs(Number(decodeJwt(proof).iat) - seconds()) <= 120, which);
        }
      } finally {
        mock.timers.reset();
      }
    },
  );
});
