import assert from "node:assert/strict";
import type { ServerResponse } from "node:http";
import { startEdge } from "@drawbridge/edge/start";
import { until } from "../../support/clocks/until.ts";
import { startWorld, type World } from "../../support/edge-suite/world.ts";
import { verifies } from "../../support/verifies.ts";

describe("a user's share of the edge", () => {
  let world: World;
  before(async () => {
    world = await startWorld(startEdge, { maxRequestsPerUser: 2 });
  });
  after(() => world.close());

  it(
    verifies("shares.bounded", "The edge refuses one request over a user's share, while another user's request passes"),
    async () => {
      const ada = await world.issuer.mint({ sub: "ada" });
      const ines = await world.issuer.mint({ sub: "ines" });
      const held: ServerResponse[] = [];
      world.servers.presto.answer = (_, response) => void held.push(response);
      const open = [world.call("presto", ada), world.call("presto", ada)];
      await until("two are under way", () => held.length === 2);
      const refused = await world.call("presto", ada);
      assert.equal(refused.status, 429);
      assert.match(refused.body, /You have 2 requests under way.*Wait until one ends/);
      const other = world.call("presto", ines);
      await until("the other user's is under way", () => held.length === 3);
      for (const response of held.splice(0)) response.writeHead(200).end("{}");
      assert.deepEqual(
        (await Promise.all([...open, other])).map(({ status }) => status),
        [200, 200, 200],
      );
      world.servers.presto.answer = null;
      assert.equal((await world.call("presto", ada)).status, 200);
    },
  );
});
