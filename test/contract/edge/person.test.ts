import assert from "node:assert/strict";
import { Refusal } from "@drawbridge/contracts/access";
import { readIdentityHeaders } from "@drawbridge/contracts/identity-headers";
import { startEdge } from "@drawbridge/edge/start";
import { valuesOf } from "../../support/edge-suite/upstream.ts";
import { startWorld, type World } from "../../support/edge-suite/world.ts";
import type { Claims } from "../../support/identity/issuer.ts";
import { verifies } from "../../support/verifies.ts";

describe("a person at the edge", () => {
  let world: World;
  before(async () => {
    world = await startWorld(startEdge, {}, { person: { claim: "upn", named: true } });
  });
  after(() => world.close());

  const principalFor = async (claims: Claims) => {
    const answer = await world.call("presto", await world.issuer.mint(claims));
    assert.equal(answer.status, 200, answer.body);
    const [request] = world.reached();
    assert.ok(request !== undefined);
    return readIdentityHeaders((name) => valuesOf(request, name)[0]);
  };

  it(
    verifies("person.one-id", "A person reaches a server under one id, from the claim that the registry names"),
    async () => {
      for (const upn of ["Ada@Example.com", " ada@example.com", "ADA@EXAMPLE.COM"]) {
        const principal = await principalFor({ sub: crypto.randomUUID(), upn });
        assert.deepEqual([principal?.user, principal?.claim], ["ada@example.com", "upn"]);
      }
    },
  );

  it(verifies("edge.header-injection", "The edge keeps an id whole in the headers, with any letters"), async () => {
    for (const upn of ["zo\u00eb@b\u00fccher.example", "a,infra", "50%2cinfra", "数据@example.com"])
      assert.equal((await principalFor({ upn }))?.user, upn);
    assert.equal((await principalFor({ upn: "ZOE\u0308@example.com" }))?.user, "zo\u00eb@example.com");
  });

  it(
    verifies("person.missing", "A person whose token lacks the claim reaches no server, and is not asked to sign in"),
    async () => {
      for (const upn of [undefined, 7, ["ada"], "", "\u2003", "a\0da", "a\r\nX-Drawbridge-Edge: 1"]) {
        const answer = await world.call("presto", await world.issuer.mint({ upn }));
        assert.equal(answer.status, 403);
        assert.equal(answer.headers["www-authenticate"], undefined);
        assert.match(Refusal.parse(JSON.parse(answer.body)).message, /the claim upn/);
        assert.deepEqual(world.reached(), []);
      }
    },
  );

  it(verifies("name.source", "A display name reaches a server from the token, and never from a client"), async () => {
    const nameFor = async (claims: Claims) => {
      const headers = ["X-Forwarded-User-Name", "Ines Moreau", "x_forwarded_user_name", "Ines Moreau"];
      const token = await world.issuer.mint({ upn: "ada", ...claims });
      assert.equal((await world.call("presto", token, { headers })).status, 200);
      const [request] = world.reached();
      assert.ok(request !== undefined);
      const principal = readIdentityHeaders((name) => valuesOf(request, name)[0]);
      assert.equal(principal?.user, "ada");
      assert.equal(valuesOf(request, "x-forwarded-user-name").length, principal?.name === undefined ? 0 : 1);
      return principal?.name;
    };
    assert.equal(
      await nameFor({ name: "Ada Lindqvist, 数据\r\nX-Drawbridge-Edge: 1" }),
      "Ada Lindqvist, 数据\r\nX-Drawbridge-Edge: 1",
    );
    assert.equal((await nameFor({ name: "é".repeat(5_000) }))?.length, 100);
    for (const name of [undefined, 7, " ", ["Ada"]]) assert.equal(await nameFor({ name }), undefined);
  });

  it(
    verifies(
      "edge.spoofed-identity",
      "A person's id comes from the token, regardless of the claim or user that a client names",
    ),
    async () => {
      const spoof = ["X-Forwarded-User-Claim", "sub", "X-Forwarded-User", "ines"];
      await world.call("presto", await world.issuer.mint({ upn: "ada" }), { headers: spoof });
      const [request] = world.reached();
      assert.ok(request !== undefined);
      assert.deepEqual(valuesOf(request, "x-forwarded-user-claim"), ["upn"]);
      assert.deepEqual(valuesOf(request, "x-forwarded-user"), ["ada"]);
    },
  );
});
