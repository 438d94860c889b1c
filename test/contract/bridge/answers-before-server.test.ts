import assert from "node:assert/strict";
import type { Home } from "../../../proxy/files/home.ts";
import { type JsonObject, objectAt } from "../../../proxy/kernel/json.ts";
import { bundledCli } from "../../support/agents/proxy-bundle.ts";
import { modernMeta, RawAgent } from "../../support/agents/raw-agent.ts";
import { codeOf, firstTextOf } from "../../support/agents/response.ts";
import { until } from "../../support/clocks/until.ts";
import { manifestOf } from "../../support/servers/manifest.ts";
import { verifies } from "../../support/verifies.ts";
import { UpstreamWorld, withControl } from "../../support/worlds/upstream-world.ts";

interface FirstAnswers {
  readonly initialize: JsonObject;
  readonly discover: JsonObject;
  readonly tools: JsonObject[];
  readonly call: JsonObject;
  /** Milliseconds from the first request to the last answer before the call. */
  readonly ms: number;
}

describe("a bridge's answers before any server is reached", function () {
  this.timeout(60_000);
  let world: UpstreamWorld;
  let cli: string;
  before(async () => {
    [world, { cli }] = await Promise.all([UpstreamWorld.start(), bundledCli()]);
    await world.registry.announce(
      manifestOf("secret", {
        listed: false,
        access: { groups: ["infra"], surfaces: ["local"], environments: ["dev"] },
      }),
      world.modern.url,
    );
  });
  after(() => world.close());

  /** Everything that an agent asks at its start, with a broker that runs. */
  async function ask(home: Home, server: string): Promise<FirstAnswers> {
    await withControl(home, (broker) => broker.request("status"));
    const agent = new RawAgent(cli, home.folder, [server]);
    try {
      const discover = await agent.request("server/discover", { _meta: modernMeta() });
      const begun = performance.now();
      const initialize = await agent.initialize();
      const list = await agent.request("tools/list");
      const ms = performance.now() - begun;
      const call = await agent.call("echo", { text: "hello" });
      const tools = objectAt(list, "result").tools;
      assert.ok(Array.isArray(tools), JSON.stringify(list));
      assert.deepEqual(agent.noise, []);
      return { initialize: objectAt(initialize, "result"), discover: objectAt(discover, "result"), tools, call, ms };
    } finally {
      await agent.close();
    }
  }

  it(
    verifies("bridge.at-once", "A bridge tells a user who is not signed in how to sign in, and lists no tools"),
    async () => {
      const answers = await ask(world.home(), "modern");
      assert.ok(answers.ms < 1000, `${answers.ms} ms`);
      assert.deepEqual(answers.tools, []);
      assert.match(String(answers.initialize.instructions), /drawbridge login/);
      assert.deepEqual(answers.discover.supportedVersions, ["2026-07-28"]);
      assert.equal(codeOf(answers.call), "not-signed-in");
      assert.match(firstTextOf(answers.call), /Run `drawbridge login`/);
      assert.equal(objectAt(answers.call, "result").isError, true);
    },
  );

  it(
    verifies("bridge.reason", "A bridge shows a user outside the groups the catalogue's own words, and lists no tools"),
    async () => {
      const home = await world.signedIn("finn");
      const { servers } = await withControl(home, (broker) => broker.request("servers"));
      const access = servers.find(({ name }) => name === "modern")?.access;
      assert.equal(access?.allowed, false);
      const words = `${access.reason} Ask ${access.ask}.`;
      const answers = await ask(home, "modern");
      assert.ok(answers.ms < 1000, `${answers.ms} ms`);
      assert.deepEqual(answers.tools, []);
      assert.equal(firstTextOf(answers.call), words);
      assert.equal(codeOf(answers.call), "not-allowed");
      assert.equal(answers.initialize.instructions, words);
      assert.match(words, /finn/);
    },
  );

  for (const server of ["nothing", "secret"]) {
    it(
      verifies(
        "bridge.reason",
        `A bridge gives the same answer for a server that is ${server === "secret" ? "unlisted" : "not there"}`,
      ),
      async () => {
        const answers = await ask(await world.signedIn("ada"), server);
        assert.deepEqual(answers.tools, []);
        assert.equal(codeOf(answers.call), "unknown-server");
        assert.equal(
          firstTextOf(answers.call),
          `There is no server ${server}. \`drawbridge servers\` lists those you can see.`,
        );
      },
    );
  }

  it(
    verifies("bridge.reason", "A bridge answers a request that is not a tool call with a JSON-RPC error and the code"),
    async () => {
      const home = world.home();
      const agent = new RawAgent(cli, home.folder, ["modern"]);
      const { error } = await agent.request("prompts/get", { name: "x" });
      await agent.close();
      assert.ok(typeof error === "object" && error !== null && "data" in error && "message" in error);
      assert.deepEqual(error.data, { code: "not-signed-in" });
      assert.match(String(error.message), /drawbridge login/);
    },
  );

  it(
    verifies(
      "bridge.last-known",
      "A bridge lists the catalogue's tools of a server that was never reached, and later the server's own",
    ),
    async () => {
      const home = await world.signedIn("ada");
      world.legacy.instead = (_, response) => response.writeHead(503, { "retry-after": "1" }).end();
      const agent = new RawAgent(cli, home.folder, ["legacy"]);
      try {
        const begun = performance.now();
        await agent.initialize();
        const { tools } = objectAt(await agent.request("tools/list"), "result");
        assert.ok(performance.now() - begun < 2000, "the handshake and the list, a second each");
        assert.ok(Array.isArray(tools));
        assert.deepEqual(tools[1], {
          name: "look",
          title: "look",
          description: "The tool look.",
          inputSchema: { type: "object" },
          annotations: { title: "look", readOnlyHint: true, destructiveHint: false },
        });
        const call = await agent.call("echo", { text: "x" });
        assert.equal(codeOf(call), "unreachable");
        assert.match(firstTextOf(call), /too busy.*Try again in 1 s/);
        world.legacy.instead = null;
        await until(
          "the agent hears of the change",
          () => agent.notifications("notifications/tools/list_changed").length > 0,
        );
        const now = objectAt(await agent.request("tools/list"), "result").tools;
        assert.ok(Array.isArray(now) && !("title" in now[1]), "the server's own list by now");
      } finally {
        world.legacy.instead = null;
        await agent.close();
      }
    },
  );

  it(
    verifies("bridge.last-known", "A bridge keeps the tools while the server, the registry and the broker are away"),
    async () => {
      const home = await world.signedIn("ada");
      const before = await ask(home, "modern");
      assert.equal(before.tools.length, 6);
      await withControl(home, (broker) => broker.shutdown());
      await world.edge.close();
      try {
        const answers = await ask(home, "modern");
        assert.ok(answers.ms < 1000, `${answers.ms} ms`);
        assert.deepEqual(answers.tools, before.tools);
        assert.deepEqual(answers.initialize, before.initialize);
        assert.deepEqual(answers.discover, before.discover);
        assert.equal(codeOf(answers.call), "unreachable");
        assert.match(firstTextOf(answers.call), /modern cannot be reached \(.*ECONNREFUSED.*\)\. Nothing ran\./);
      } finally {
        await world.restartEdge();
      }
    },
  );

  it(
    verifies("bridge.other-user", "A bridge shows and uses nothing of the earlier user after another one signed in"),
    async () => {
      const home = await world.signedIn("ada");
      const agent = new RawAgent(cli, home.folder, ["legacy"]);
      try {
        await agent.initialize();
        assert.equal(firstTextOf(await agent.call("echo", { text: "mine" })), "mine");
        assert.notDeepEqual(objectAt(await agent.request("tools/list"), "result").tools, []);
        await world.signIn(home, "finn");
        await until(
          "the agent hears of the change",
          () => agent.notifications("notifications/tools/list_changed").length > 0,
        );
        assert.deepEqual(objectAt(await agent.request("tools/list"), "result").tools, []);
        assert.equal(codeOf(await agent.call("echo", { text: "not mine" })), "not-allowed");
        await until("the session of the one before is closed", () => world.legacy.events.includes("closed"));
      } finally {
        await agent.close();
      }
    },
  );
});
