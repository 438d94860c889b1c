import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";
import { BrokerClient } from "../../proxy/client/broker-client.ts";
import type { Home } from "../../proxy/files/home.ts";
import type { JsonObject } from "../../proxy/kernel/json.ts";
import { version } from "../../proxy/kernel/version.ts";
import { CommandLine } from "../support/agents/command-line.ts";
import { bundledAs, bundledCli } from "../support/agents/proxy-bundle.ts";
import { modernMeta, RawAgent } from "../support/agents/raw-agent.ts";
import { until } from "../support/clocks/until.ts";
import { verifies } from "../support/verifies.ts";
import { UpstreamWorld } from "../support/worlds/upstream-world.ts";

const later = "99.0.0";

describe("an upgrade while agents work", function () {
  this.timeout(60_000);
  let world: UpstreamWorld;
  let home: Home;
  let old: string;
  let next: string;
  before(async () => {
    [world, { cli: old }] = await Promise.all([UpstreamWorld.start(), bundledCli()]);
    next = await bundledAs(later);
  });
  after(() => world.close());
  beforeEach(async () => {
    home = await world.signedIn("ada");
  });
  afterEach(async () => {
    await RawAgent.endAll();
    await world.dispose(home);
  });

  /** The status of the running broker. */
  async function running() {
    const broker = await BrokerClient.find(home);
    assert.ok(broker);
    const status = await broker.request("status");
    broker.close();
    return status;
  }
  const lives = (pid: number): boolean => {
    try {
      return process.kill(pid, 0);
    } catch {
      return false;
    }
  };

  it(
    verifies("broker.upgrade", "An upgrade loses no call: running calls finish, and new ones go to the later broker"),
    async () => {
      const { pid, version: before } = await running();
      assert.equal(before, version);
      const busy = new RawAgent(old, home.folder, ["modern"]);
      const legacy = new RawAgent(old, home.folder, ["legacy"]);
      const listening = new RawAgent(old, home.folder, ["modern"]);
      const meta = modernMeta();
      await Promise.all([
        busy.initialize(),
        legacy.initialize(),
        listening.request("server/discover", { _meta: meta }),
      ]);
      void listening.request("subscriptions/listen", { _meta: meta, notifications: { toolsListChanged: true } });
      const long = busy.call("steps", { steps: 30, ms: 100 });
      await until("it runs", () => world.modern.events.includes("ran steps"));

      const answers: Promise<JsonObject>[] = [];
      let over = false;
      const chatter = (async () => {
        for (let call = 0; !over; call += 1) {
          for (const agent of [legacy, listening])
            answers.push(agent.call("echo", { text: `said ${call}` }, agent === legacy ? {} : meta));
          await sleep(7);
        }
      })();
      const upgraded = new RawAgent(next, home.folder, ["modern"]);
      await upgraded.initialize();
      assert.match(JSON.stringify(await upgraded.call("echo", { text: "from the later one" })), /from the later one/);
      const after = await running();
      assert.equal(after.version, later);
      assert.ok(lives(pid), "the older broker still has a call");
      await until("the others have moved", async () => (await running()).bridges === 3);
      await sleep(200);
      over = true;
      await chatter;

      assert.match(JSON.stringify(await long), /30 steps/);
      const texts = (await Promise.all(answers)).map((each) => JSON.stringify(each));
      assert.ok(texts.length > 20);
      assert.deepEqual(
        texts.filter((answer) => !answer.includes("said ")),
        [],
      );
      await until("the older broker is gone, with nothing left to do", () => !lives(pid));
      assert.equal((await running()).bridges, 4);
      for (const agent of [busy, legacy, listening, upgraded]) assert.deepEqual(agent.noise, []);
      assert.equal(legacy.notifications("notifications/drawbridge/move-on").length, 0, "the agent hears nothing of it");
    },
  );

  it(
    verifies("broker.upgrade", "A command also upgrades the broker, and an older bridge works with the later broker"),
    async () => {
      const { pid } = await running();
      const user = new CommandLine(home.folder, next);
      const { stdout } = await user.run("status");
      assert.match(stdout, /Signed in as ada/);
      assert.match(stdout, new RegExp(`Broker +${later}`));
      await until("the older broker is gone", () => !lives(pid));
      const agent = new RawAgent(old, home.folder, ["modern"]);
      await agent.initialize();
      assert.match(JSON.stringify(await agent.call("echo", { text: "from before" })), /from before/);
      assert.equal((await running()).version, later);
    },
  );

  it(verifies("cli.doctor", "Doctor asks for an upgrade if an older broker runs, and does not end it"), async () => {
    const { pid } = await running();
    const { code, stdout } = await new CommandLine(home.folder, next).run("doctor");
    assert.equal(code, 1);
    assert.match(stdout, new RegExp(`FAIL {2}broker: ${version.replaceAll(".", "\\.")}.*this program is ${later}`));
    assert.match(stdout, /drawbridge status.*gives way/);
    assert.equal((await running()).pid, pid);
  });
});
