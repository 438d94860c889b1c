import assert from "node:assert/strict";
import type { ServerResponse } from "node:http";
import type { Home } from "../../proxy/home.ts";
import { type JsonObject, objectAt } from "../../proxy/mcp/json.ts";
import { until } from "../support/until.ts";
import { bundledCli } from "../support/upstream-bundle.ts";
import { RawAgent } from "../support/upstream-raw-agent.ts";
import { UpstreamWorld } from "../support/upstream-world.ts";
import { verifies } from "../support/verifies.ts";

const codeOf = (response: JsonObject): unknown => objectAt(objectAt(response, "result"), "_meta")["drawbridge/code"];
const textOf = (response: JsonObject): string => JSON.stringify(response);

describe("a server in trouble", function () {
  this.timeout(60_000);
  let world: UpstreamWorld;
  let home: Home;
  let cli: string;
  let agent: RawAgent;
  before(async () => {
    [world, { cli }] = await Promise.all([UpstreamWorld.start(), bundledCli()]);
    home = await world.signedIn("ada");
  });
  after(() => world.close());
  afterEach(async () => {
    world.modern.instead = null;
    world.legacy.instead = null;
    assert.match(textOf(await agent.call("echo", { text: "well again" })), /well again/);
    await agent.close();
  });

  async function agentOf(server: string): Promise<void> {
    agent = new RawAgent(cli, home.folder, [server]);
    await agent.initialize();
    await agent.request("tools/list");
  }

  const troubles: readonly [string, (response: ServerResponse) => void, string, RegExp][] = [
    [
      "answers no JSON",
      (to) => to.writeHead(200, { "content-type": "application/json" }).end("<oops>"),
      "bad-upstream",
      /not a JSON-RPC/,
    ],
    [
      "answers a web page",
      (to) => to.writeHead(200, { "content-type": "text/html" }).end("<p>"),
      "bad-upstream",
      /text\/html/,
    ],
    [
      "answers another's id",
      (to) => to.writeHead(200, { "content-type": "application/json" }).end('{"jsonrpc":"2.0","id":"x","result":{}}'),
      "bad-upstream",
      /another request/,
    ],
    [
      "answers a stream of garbage",
      (to) => to.writeHead(200, { "content-type": "text/event-stream" }).end("data: {{{\n\n"),
      "may-have-run",
      /may have run/,
    ],
    ["fails with 500", (to) => to.writeHead(500).end("stack trace: secret"), "may-have-run", /HTTP 500/],
    ["is busy (429)", (to) => to.writeHead(429, { "retry-after": "7" }).end(), "unreachable", /Try again in 7 s/],
    ["is busy (503)", (to) => to.writeHead(503).end(), "unreachable", /nothing ran/],
    ["redirects", (to) => to.writeHead(302, { location: "http://127.0.0.1:9/" }).end(), "unreachable", /redirect/],
    [
      "cuts the answer",
      (to) => void to.writeHead(200, { "content-type": "text/event-stream" }).write("data: {", () => to.destroy()),
      "may-have-run",
      /lost before its answer/,
    ],
    ["cuts the connection", (to) => to.destroy(), "may-have-run", /may have run/],
  ];
  for (const [what, answer, code, words] of troubles) {
    it(verifies("bridge.upstream-trouble", `that ${what}: ${code}`), async () => {
      await agentOf("modern");
      let calls = 0;
      world.modern.instead = (request, response) => {
        if (request.headers["mcp-method"] === "tools/call") calls += 1;
        answer(response);
      };
      const response = await agent.call("slow", { steps: 1, ms: 1 });
      assert.equal(codeOf(response), code, textOf(response));
      assert.match(textOf(response), words);
      assert.doesNotMatch(textOf(response), /secret/);
      assert.equal(calls, 1, "sent once");
    });
  }

  for (const server of ["modern", "legacy"] as const) {
    it(
      verifies("bridge.never-twice", `asks a ${server} one a second time where the tool only reads, and no more`),
      async () => {
        await agentOf(server);
        const bodies: string[] = [];
        world[server].instead = (request, response) => {
          if (request.method !== "POST") return void response.writeHead(405).end();
          let body = "";
          request.on("data", (chunk) => {
            body += chunk;
          });
          request.on("end", () => {
            if (body.includes("tools/call")) bodies.push(body);
            response.destroy();
          });
        };
        assert.equal(codeOf(await agent.call("look", { text: "x" })), "may-have-run");
        assert.equal(bodies.length, 2);
        assert.equal(codeOf(await agent.call("slow", { steps: 1, ms: 1 })), "may-have-run");
        assert.equal(bodies.length, 3);
      },
    );
  }

  for (const server of ["modern", "legacy"] as const) {
    it(
      verifies(
        "bridge.upstream-trouble",
        `a ${server} one is restarted: the next call succeeds, and changes are told again`,
      ),
      async () => {
        await agentOf(server);
        await world[server].stop();
        assert.equal(codeOf(await agent.call("echo", { text: "x" })), "unreachable");
        await world[server].start();
        assert.match(textOf(await agent.call("echo", { text: "back" })), /back/);
        await until("it is told of a change", async () => {
          world[server].grow();
          await new Promise((done) => setTimeout(done, 200));
          return agent.notifications("notifications/tools/list_changed").length > 0;
        });
      },
    );
  }

  it(verifies("bridge.upstream-trouble", "the edge is restarted: calls go on when it is back"), async () => {
    await agentOf("legacy");
    await world.edge.close();
    assert.equal(codeOf(await agent.call("echo", { text: "x" })), "unreachable");
    await world.restartEdge();
    assert.match(textOf(await agent.call("echo", { text: "back" })), /back/);
  });

  it(verifies("bridge.upstream-trouble", "one slow call does not hold up the others"), async () => {
    await agentOf("modern");
    const slow = agent.call("steps", { steps: 10, ms: 100 });
    assert.match(textOf(await agent.call("echo", { text: "quick" })), /quick/);
    assert.ok(!agent.messages.some((message) => textOf(message).includes("10 steps")), "the slow one is not done");
    assert.match(textOf(await slow), /10 steps/);
  });
});
