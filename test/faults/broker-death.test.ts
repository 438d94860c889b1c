import assert from "node:assert/strict";
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Home } from "../../proxy/home.ts";
import { type JsonObject, objectAt } from "../../proxy/mcp/json.ts";
import { until } from "../support/until.ts";
import { bundledCli } from "../support/upstream-bundle.ts";
import { modernMeta, RawAgent } from "../support/upstream-raw-agent.ts";
import { UpstreamWorld, withControl } from "../support/upstream-world.ts";
import { verifies } from "../support/verifies.ts";

const resultOf = (response: JsonObject): JsonObject => objectAt(response, "result");
const codeOf = (response: JsonObject): unknown => objectAt(resultOf(response), "_meta")["drawbridge/code"];
const textOf = (response: JsonObject): string => JSON.stringify(response);

describe("a broker that dies", function () {
  this.timeout(60_000);
  let world: UpstreamWorld;
  let home: Home;
  let cli: string;
  before(async () => {
    [world, { cli }] = await Promise.all([UpstreamWorld.start(), bundledCli()]);
    home = await world.signedIn("ada");
  });
  after(() => world.close());

  const brokerPid = async () => (await withControl(home, (broker) => broker.status())).pid;
  const killBroker = async () => process.kill(await brokerPid(), "SIGKILL");

  for (const era of ["legacy", "modern"] as const) {
    it(verifies("bridge.broker-death", `answers the waiting calls of a ${era} agent within a second`), async () => {
      const agent = new RawAgent(cli, home.folder, [era]);
      try {
        const meta = era === "modern" ? modernMeta() : {};
        if (era === "legacy") await agent.initialize();
        world[era].seen.length = 0;
        const calls = [1, 2, 3].map(() => agent.call("slow", { steps: 100, ms: 100 }, meta));
        await until("the calls run", () => world[era].seen.filter((each) => each === "ran slow").length === 3);
        const pid = await brokerPid();
        const begun = performance.now();
        process.kill(pid, "SIGKILL");
        const answers = await Promise.all(calls);
        assert.ok(performance.now() - begun < 1000, `${performance.now() - begun} ms`);
        for (const answer of answers) {
          assert.equal(codeOf(answer), "may-have-run");
          assert.match(textOf(answer), /may have run/);
        }
      } finally {
        await agent.close();
      }
    });

    it(verifies("bridge.rejoins", `goes on for a ${era} agent as if nothing had been`), async () => {
      const agent = new RawAgent(cli, home.folder, [era]);
      try {
        const meta = era === "modern" ? modernMeta() : {};
        if (era === "legacy") await agent.initialize();
        else await agent.request("server/discover", { _meta: meta });
        for (let round = 0; round < 3; round += 1) {
          const seen = agent.messages.length;
          const pid = await brokerPid();
          process.kill(pid, "SIGKILL");
          const answer = await agent.call("echo", { text: `round ${round}` }, meta);
          assert.match(textOf(answer), new RegExp(`round ${round}|may-have-run`));
          const again = await agent.call("echo", { text: `again ${round}` }, meta);
          assert.match(textOf(again), new RegExp(`again ${round}`));
          assert.notEqual(await brokerPid(), pid);
          const unasked = agent.messages.slice(seen).filter(({ method }) => method === undefined);
          assert.equal(unasked.length, 2, "two calls, two answers: no second answer to the handshake");
        }
        assert.deepEqual(agent.noise, []);
      } finally {
        await agent.close();
      }
    });
  }

  it(verifies("bridge.rejoins", "asks again what only reads, and tells of changes again"), async () => {
    const agent = new RawAgent(cli, home.folder, ["legacy"]);
    try {
      await agent.initialize();
      await agent.request("tools/list");
      await killBroker();
      const lists = await Promise.all([1, 2, 3].map(() => agent.request("tools/list")));
      for (const list of lists) assert.ok(Array.isArray(resultOf(list).tools), textOf(list));
      await until("the new session is open", async () => {
        world.legacy.grow();
        await new Promise((done) => setTimeout(done, 100));
        return agent.notifications("notifications/tools/list_changed").length > 0;
      });
    } finally {
      await agent.close();
    }
  });

  it(verifies("bridge.rejoins", "serves twenty bridges with one new broker"), async () => {
    const agents = Array.from({ length: 20 }, () => new RawAgent(cli, home.folder, ["modern"]));
    try {
      await Promise.all(agents.map((agent) => agent.initialize()));
      await killBroker();
      const answers = await Promise.all(agents.map((agent) => agent.request("tools/list")));
      for (const answer of answers) assert.ok(Array.isArray(resultOf(answer).tools), textOf(answer));
      await until("all are back", async () => (await withControl(home, (broker) => broker.status())).bridges === 20);
    } finally {
      await Promise.all(agents.map((agent) => agent.close()));
    }
  });

  it(verifies("bridge.broker-death", "lets running calls finish when it ends in order"), async () => {
    const agent = new RawAgent(cli, home.folder, ["modern"]);
    try {
      await agent.initialize();
      world.modern.seen.length = 0;
      const call = agent.call("steps", { steps: 5, ms: 100 });
      await until("the call runs", () => world.modern.seen.includes("ran steps"));
      await withControl(home, (broker) => broker.shutdown());
      assert.match(textOf(await call), /5 steps/);
      assert.match(textOf(await agent.call("echo", { text: "the next one" })), /the next one/);
    } finally {
      await agent.close();
    }
  });

  it(verifies("bridge.no-broker", "and cannot be started again: the agent is told why"), async () => {
    const folder = mkdtempSync(join(tmpdir(), "drawbridge-no-"));
    // A file where the home should be: nobody, not even root, can make a folder of it.
    const blocked = join(folder, "home");
    writeFileSync(blocked, "");
    const agent = new RawAgent(cli, blocked, ["modern"]);
    try {
      const answer = await agent.initialize();
      assert.match(textOf(objectAt(answer, "error")), /cannot write to .*home/);
      const call = await agent.call("echo", { text: "x" });
      assert.equal(codeOf(call), "unreachable");
      assert.match(textOf(call), /did not run/);
      assert.match(agent.stderr, /^drawbridge: Drawbridge cannot write to/);
      rmSync(blocked);
      mkdirSync(blocked, { mode: 0o700 });
      await until("it works once the folder does", async () =>
        /drawbridge login/.test(textOf(await agent.call("echo", { text: "x" }))),
      );
    } finally {
      await agent.close();
      await world.dispose({
        ...home,
        folder: blocked,
        endpoint: join(blocked, "broker.sock"),
        keyFile: join(blocked, "key"),
      });
      rmSync(folder, { recursive: true, force: true });
    }
  });

  it(verifies("broker.private", "leaves a socket that nobody listens on; the next takes it over"), async () => {
    const stale = world.home();
    chmodSync(stale.folder, 0o755);
    const pid = (await withControl(stale, (broker) => broker.status())).pid;
    process.kill(pid, "SIGKILL");
    const agent = new RawAgent(cli, stale.folder, ["modern"]);
    try {
      assert.match(textOf(await agent.initialize()), /drawbridge login/);
    } finally {
      await agent.close();
    }
  });
});
