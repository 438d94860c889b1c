import assert from "node:assert/strict";
import { MyUsage } from "@drawbridge/contracts/usage";
import type { ControlEvent } from "../../../proxy/contracts/control.ts";
import { bundledCli } from "../../support/agents/proxy-bundle.ts";
import { RawAgent } from "../../support/agents/raw-agent.ts";
import { until } from "../../support/clocks/until.ts";
import { verifies } from "../../support/verifies.ts";
import { UpstreamWorld, withControl } from "../../support/worlds/upstream-world.ts";

describe("calls on the control channel", function () {
  this.timeout(60_000);
  let world: UpstreamWorld;
  before(async () => {
    world = await UpstreamWorld.start();
  });
  after(() => world.close());

  it(
    verifies("broker.calls", "The control channel reports each tool call, earlier and new ones, and no argument"),
    async () => {
      const [home, { cli }] = await Promise.all([world.signedIn("ada"), bundledCli()]);
      await withControl(home, async (broker) => {
        assert.deepEqual((await broker.request("calls")).calls, []);
        assert.deepEqual(await broker.request("toolInputs", { server: "modern" }), { tools: [] });
        const heard: ControlEvent[] = [];
        broker.onEvent((event) => event.event === "call" && heard.push(event));
        const agent = new RawAgent(cli, home.folder, ["modern"]);
        await agent.initialize();
        await agent.request("tools/list");
        await agent.call("echo", { text: "the-secret-argument" });
        await agent.call("fail", {});
        await until("the client heard of both", () => heard.length === 2);
        const { calls } = await broker.request("calls");
        assert.deepEqual(
          calls.map(({ server, tool, agent }) => [server, tool, agent]),
          [
            ["modern", "fail", "raw"],
            ["modern", "echo", "raw"],
          ],
        );
        assert.deepEqual(
          heard.flatMap((event) => (event.event === "call" ? [event.call] : [])).reverse(),
          calls,
          "the event and the list say the same",
        );
        assert.doesNotMatch(JSON.stringify([heard, calls]), /the-secret-argument/);
        const { tools } = await broker.request("toolInputs", { server: "modern" });
        assert.equal(tools.find(({ name }) => name === "echo")?.inputSchema.type, "object");
        await agent.close();
      });
    },
  );

  it(
    verifies(
      "broker.usage",
      "The control channel reports the registry's usage count, for the user and for a server that they see",
    ),
    async () => {
      const home = await world.signedIn("ada");
      await withControl(home, async (broker) => {
        assert.deepEqual(
          await broker.request("myUsage"),
          MyUsage.parse({ month: { calls: 0, errors: 0, minutesSaved: 0 }, recent: [] }),
        );
        assert.equal((await broker.request("serverUsage", { server: "modern" })).days.length, 30);
        await assert.rejects(broker.request("serverUsage", { server: "unknown" }), /HTTP 404/);
      });
    },
  );
});
