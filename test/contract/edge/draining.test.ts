import assert from "node:assert/strict";
import { once } from "node:events";
import type { IncomingMessage, ServerResponse } from "node:http";
import { text } from "node:stream/consumers";
import { Refusal } from "@drawbridge/contracts/access";
import { keepAlive } from "@drawbridge/contracts/keep-alive";
import type { Part } from "@drawbridge/contracts/part";
import { startEdge } from "@drawbridge/edge/start";
import { startWorld, type World } from "../../support/edge-suite/world.ts";
import { answerTo, bearer, openRequest, send } from "../../support/network/http.ts";
import { verifies } from "../../support/verifies.ts";

describe("an edge that is asked to stop", () => {
  let world: World;
  let edge: Part;

  const start = async (drainSeconds: number): Promise<void> => {
    world = await startWorld(
      async (settings) => {
        edge = await startEdge(settings);
        return edge;
      },
      { drainSeconds },
    );
  };
  afterEach(() => world.close());

  /** A request that has reached the server, which has not answered it. */
  const underWay = async (method: string, headers: readonly string[] = []) => {
    const arrived = Promise.withResolvers<{ incoming: IncomingMessage; outgoing: ServerResponse }>();
    world.servers.presto.answer = (incoming, outgoing) => arrived.resolve({ incoming, outgoing });
    const request = openRequest(`${world.edgeUrl}/mcp/presto`, {
      method,
      headers: [...bearer(await world.issuer.mint()), ...headers],
    });
    const answer = answerTo(request);
    request.end(method === "POST" ? "{}" : undefined);
    return { answer, ...(await arrived.promise) };
  };
  const persistent = ["Connection", "keep-alive"];

  it(
    verifies("edge.drain", "It is not ready at once, serves on, and ends each connection after its answer"),
    async () => {
      await start(10);
      const before = await underWay("POST", persistent);
      edge.leave?.();
      assert.equal((await send(`${world.edgeUrl}/readyz`)).status, 503);
      const after = await underWay("POST", persistent);
      for (const { answer, outgoing } of [before, after]) {
        outgoing.writeHead(200, { "content-type": "application/json" }).end("{}");
        const { statusCode, headers } = await answer;
        assert.deepEqual([statusCode, headers.connection], [200, "close"]);
      }
    },
  );

  it(
    verifies("edge.drain", "It then accepts nothing, lets calls end, and ends in good order what only listens"),
    async () => {
      await start(10);
      const legacy = await underWay("GET");
      const modern = await underWay("POST", ["Mcp-Method", "subscriptions/listen"]);
      const call = await underWay("POST", ["Mcp-Method", "tools/call"]);
      for (const { outgoing } of [legacy, modern, call]) {
        outgoing.writeHead(200, { "content-type": "text/event-stream" });
        outgoing.write("data: 1\n\n");
      }
      const answers = await Promise.all([legacy.answer, modern.answer, call.answer]);
      const closing = edge.close();
      await assert.rejects(send(`${world.edgeUrl}/healthz`), { code: "ECONNREFUSED" });
      for (const answer of answers.slice(0, 2)) {
        answer.resume();
        await once(answer, "end");
        assert.equal(answer.complete, true);
      }
      call.outgoing.end("data: 2\n\n");
      const [, , third] = answers;
      assert.equal(await text(third ?? []), "data: 1\n\ndata: 2\n\n");
      await closing;
    },
  );

  it(
    verifies("edge.drain", "The edge itself answers a call that outlasts the drain, and says that it may have run"),
    async () => {
      await start(0.1);
      const { answer } = await underWay("POST");
      const closing = edge.close();
      const { statusCode } = await answer;
      assert.equal(statusCode, 502);
      const refusal = Refusal.parse(JSON.parse(await text(await answer)));
      assert.equal(refusal.error, "upstream-lost");
      assert.match(refusal.message, /may have run/);
      await closing;
    },
  );

  it("A client of our own parts gives idle connections up before the part does", () => {
    assert.ok(keepAlive.clientMs + 10_000 < keepAlive.serverMs);
  });
});
