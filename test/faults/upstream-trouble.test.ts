import assert from "node:assert/strict";
import { createServer, type ServerResponse } from "node:http";
import { buffer } from "node:stream/consumers";
import type { Home } from "../../proxy/files/home.ts";
import { CommandLine } from "../support/agents/command-line.ts";
import { bundledCli } from "../support/agents/proxy-bundle.ts";
import { RawAgent } from "../support/agents/raw-agent.ts";
import { codeOf } from "../support/agents/response.ts";
import { until } from "../support/clocks/until.ts";
import { listening } from "../support/network/listening.ts";
import { verifies } from "../support/verifies.ts";
import { onceForSuite } from "../support/worlds/suite-hooks.ts";
import { startUpstreamWithAda, UpstreamWorld } from "../support/worlds/upstream-world.ts";

describe("a server in trouble", function () {
  this.timeout(60_000);
  let world: UpstreamWorld;
  let home: Home;
  let cli: string;
  let agent: RawAgent;
  onceForSuite(startUpstreamWithAda, (started) => {
    ({ world, cli, home } = started);
  });
  afterEach(async () => {
    world.modern.instead = null;
    world.legacy.instead = null;
    assert.match(JSON.stringify(await agent.call("echo", { text: "well again" })), /well again/);
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
    it(verifies("bridge.upstream-trouble", `A server that ${what} gives the error ${code}`), async () => {
      await agentOf("modern");
      let calls = 0;
      world.modern.instead = (request, response) => {
        if (request.headers["mcp-method"] === "tools/call") calls += 1;
        answer(response);
      };
      const response = await agent.call("slow", { steps: 1, ms: 1 });
      assert.equal(codeOf(response), code, JSON.stringify(response));
      assert.match(JSON.stringify(response), words);
      assert.doesNotMatch(JSON.stringify(response), /secret/);
      assert.equal(calls, 1, "sent once");
    });
  }

  for (const server of ["modern", "legacy"] as const) {
    it(
      verifies("bridge.never-twice", `The broker repeats a call to a ${server} server only if the tool only reads`),
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
        assert.equal(codeOf(await agent.call("look", { text: "x" })), "unreachable", "a read has no effect to check");
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
        `A restarted ${server} server answers the next call, and its changes are reported again`,
      ),
      async () => {
        await agentOf(server);
        await world[server].stop();
        assert.equal(codeOf(await agent.call("echo", { text: "x" })), "unreachable");
        await world[server].start();
        assert.match(JSON.stringify(await agent.call("echo", { text: "back" })), /back/);
        await until("the agent hears of a change", async () => {
          world[server].grow();
          await new Promise((done) => setTimeout(done, 200));
          return agent.notifications("notifications/tools/list_changed").length > 0;
        });
      },
    );
  }

  it(
    verifies("bridge.never-twice", "The broker waits once and shortly for a busy server if the tool only reads"),
    async () => {
      await agentOf("modern");
      let calls = 0;
      const busy = (seconds: number, times: number) => {
        calls = 0;
        world.modern.instead = (request, response) => {
          if (request.headers["mcp-method"] === "tools/call") calls += 1;
          response.writeHead(429, { "retry-after": String(seconds) }).end();
          if (calls === times) world.modern.instead = null;
        };
      };
      busy(1, 1);
      assert.match(JSON.stringify(await agent.call("look", { text: "after a second" })), /after a second/);
      busy(1, 2);
      assert.equal(codeOf(await agent.call("look", { text: "x" })), "unreachable");
      assert.equal(calls, 2);
      busy(60, 1);
      assert.match(JSON.stringify(await agent.call("look", { text: "x" })), /Try again in 60 s/);
      busy(1, 1);
      assert.equal(codeOf(await agent.call("echo", { text: "not read-only" })), "unreachable");
    },
  );

  it(verifies("bridge.whole-token-path", "The broker follows no redirect, and sends no token there"), async () => {
    await agentOf("modern");
    const visits: (string | undefined)[] = [];
    const elsewhere = createServer((request, response) => {
      visits.push(request.headers.authorization);
      response.end();
    });
    const location = await listening(elsewhere);
    for (const status of [301, 302, 303, 307, 308]) {
      world.modern.instead = (_request, response) => response.writeHead(status, { location }).end();
      const answer = await agent.call("look", { text: "x" });
      assert.match(JSON.stringify(answer), /redirect/);
      assert.doesNotMatch(JSON.stringify(answer), new RegExp(location));
    }
    assert.deepEqual(visits, []);
    await new Promise((done) => elsewhere.close(done));
  });

  it(verifies("bridge.upstream-trouble", "The broker resumes a cut answer that the server has stored"), async () => {
    await agentOf("legacy");
    // The session is open before the server's answers are cut.
    await agent.call("look", { text: "first" });
    let posts = 0;
    const event = (id: string, message: object) =>
      `id: ${id}\ndata: ${JSON.stringify({ jsonrpc: "2.0", ...message })}\n\n`;
    let called: unknown = null;
    world.legacy.instead = async (request, response) => {
      const from = request.headers["last-event-id"];
      if (request.method === "GET" && from === undefined) return void response.writeHead(405).end();
      response.writeHead(200, { "content-type": "text/event-stream" });
      if (request.method === "POST") {
        posts += 1;
        called = JSON.parse((await buffer(request)).toString()).id;
        response.write(
          `retry: 10\n${event("1", { method: "notifications/message", params: { level: "info", data: "begun" } })}`,
        );
        setTimeout(() => response.destroy(), 20);
      } else if (from === "1") {
        response.write(event("2", { method: "notifications/message", params: { level: "info", data: "half" } }));
        setTimeout(() => response.destroy(), 20);
      } else {
        assert.equal(from, "2");
        response.end(event("3", { id: called, result: { content: [{ type: "text", text: "the whole answer" }] } }));
      }
    };
    assert.match(JSON.stringify(await agent.call("slow", { steps: 1, ms: 1 })), /the whole answer/);
    assert.equal(posts, 1);
    assert.equal(agent.notifications("notifications/message").length, 2);
  });

  for (const server of ["modern", "legacy"] as const) {
    it(
      verifies(
        "bridge.upstream-trouble",
        `A ${server} server that comes up late has its tools announced, and calls work`,
      ),
      async () => {
        const laterHome = await world.signedIn("ada");
        await world[server].stop();
        agent = new RawAgent(cli, laterHome.folder, [server]);
        await agent.initialize();
        assert.doesNotMatch(JSON.stringify(await agent.request("tools/list")), /grown/);
        assert.equal(codeOf(await agent.call("echo", { text: "x" })), "unreachable");
        world[server].grow();
        await world[server].start();
        await until(
          "its own tools are announced",
          () => agent.notifications("notifications/tools/list_changed").length > 0,
        );
        assert.match(JSON.stringify(await agent.request("tools/list")), /grown/);
      },
    );
  }

  it(verifies("bridge.upstream-trouble", "Calls work again after a restart of the edge"), async () => {
    await agentOf("legacy");
    await world.edge.close();
    assert.equal(codeOf(await agent.call("echo", { text: "x" })), "unreachable");
    await world.restartEdge();
    assert.match(JSON.stringify(await agent.call("echo", { text: "back" })), /back/);
  });

  it(verifies("bridge.upstream-trouble", "One slow call does not delay the others"), async () => {
    await agentOf("modern");
    const slow = agent.call("steps", { steps: 10, ms: 100 });
    assert.match(JSON.stringify(await agent.call("echo", { text: "quick" })), /quick/);
    assert.ok(
      !agent.messages.some((message) => JSON.stringify(message).includes("10 steps")),
      "the slow one is not done",
    );
    assert.match(JSON.stringify(await slow), /10 steps/);
  });
});

describe("a server that does not answer", function () {
  this.timeout(60_000);
  const silenceMs = 1_500;
  let world: UpstreamWorld;
  let home: Home;
  let cli: string;
  before(async () => {
    [world, { cli }] = await Promise.all([UpstreamWorld.start(), bundledCli()]);
    home = world.home();
    const user = new CommandLine(home.folder, cli);
    await user.runWith({ DRAWBRIDGE_SILENCE_MINUTES: String(silenceMs / 60_000) }, "status");
    await world.signIn(home, "ada");
  });
  after(() => world.close());

  for (const server of ["modern", "legacy"] as const) {
    it(verifies("bridge.deadline", `A silent ${server} server's call is cancelled at the deadline`), async () => {
      const agent = new RawAgent(cli, home.folder, [server]);
      await agent.initialize();
      world[server].events.length = 0;
      const begun = performance.now();
      const answer = await agent.call("slow", { steps: 1, ms: 30_000 });
      assert.equal(codeOf(answer), "timed-out");
      assert.match(JSON.stringify(answer), /did not answer within 2 s.*may have run/);
      assert.ok(performance.now() - begun > silenceMs - 50);
      await until("it stops", () => world[server].events.includes("cancelled"));
      assert.match(JSON.stringify(await agent.call("echo", { text: "the next one" })), /the next one/);
      await agent.close();
    });

    it(verifies("bridge.deadline", `Progress of a ${server} server postpones the deadline`), async () => {
      const agent = new RawAgent(cli, home.folder, [server]);
      await agent.initialize();
      const begun = performance.now();
      const answer = await agent.call("steps", { steps: 8, ms: 400 }, { progressToken: "p" });
      assert.match(JSON.stringify(answer), /8 steps/);
      assert.ok(performance.now() - begun > 2 * silenceMs);
      assert.equal(agent.notifications("notifications/progress").length, 8);
      await agent.close();
    });
  }
});
