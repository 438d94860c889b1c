import assert from "node:assert/strict";
import { GrantClaims, grantType } from "@drawbridge/contracts/approvals";
import { digestOf } from "@drawbridge/contracts/digest";
import { createRemoteJWKSet, jwtVerify } from "jose";
import { type ApprovalsWorld, askOf, startApprovals } from "../../../support/approvals.ts";
import { verifies } from "../../../support/verifies.ts";

describe("approvals, from the ask to the outcome", () => {
  let world: ApprovalsWorld;
  before(async () => {
    world = await startApprovals();
  });
  after(() => world.close());

  const grantOf = async (grant: string | null) => {
    const keys = createRemoteJWKSet(new URL(`${world.url}/api/v1/approvals/keys`));
    const { payload, protectedHeader } = await jwtVerify(grant ?? "", keys);
    return { claims: GrantClaims.parse(payload), header: protectedHeader };
  };

  it(verifies("approvals.life", "waits for a person, whose yes gives a grant that is spent once"), async () => {
    const ask = askOf();
    const asked = await world.ask(ask);
    assert.deepEqual([asked.state, asked.grant, asked.link], ["pending", null, `${world.url}/approvals/${asked.id}`]);
    const seen = await world.approval(asked.id);
    assert.deepEqual([seen.state, seen.mayDecide.allowed, seen.view.plan], ["pending", true, ask.plan]);
    assert.equal(seen.shown, digestOf(seen.view));
    assert.equal((await world.approve(asked.id)).ok, true);

    const approved = await world.ticket(asked.id);
    assert.deepEqual([approved.state, approved.decidedBy], ["approved", "ada"]);
    const { claims, header } = await grantOf(approved.grant);
    assert.equal(header.typ, grantType);
    assert.equal(header.alg, "EdDSA");
    assert.deepEqual(
      { ...claims, jti: "", iat: 0, exp: 0 },
      {
        ...{ iss: world.url, aud: "urn:drawbridge:server:presto", sub: "ada", jti: "", iat: 0, exp: 0 },
        ...{ request: asked.id, tool: "figures", digest: ask.digest, policyVersion: "v1", shown: seen.shown },
      },
    );
    assert.equal(claims.exp, Math.floor(Date.parse(approved.expiresAt) / 1000));

    const consumed = await world.consume(approved);
    assert.ok(typeof consumed !== "string");
    assert.deepEqual([consumed.state, consumed.grant], ["consumed", null]);
    assert.equal((await world.tell(asked.id, "handle", { handle: "query-1" })).status, 200);
    assert.equal((await world.tell(asked.id, "outcome", { outcome: "succeeded" })).status, 200);
    const ended = await world.ticket(asked.id);
    assert.deepEqual([ended.state, ended.handle], ["succeeded", "query-1"]);
  });
});
