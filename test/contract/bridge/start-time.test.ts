import assert from "node:assert/strict";
import type { ServerResponse } from "node:http";
import type { Home } from "../../../proxy/files/home.ts";
import { objectAt } from "../../../proxy/kernel/json.ts";
import { modernMeta, RawAgent } from "../../support/agents/raw-agent.ts";
import { stopwatch } from "../../support/clocks/unloaded-time.ts";
import { until } from "../../support/clocks/until.ts";
import { verifies } from "../../support/verifies.ts";
import { onceForSuite } from "../../support/worlds/suite-hooks.ts";
import { startUpstream, type UpstreamWorld, withControl } from "../../support/worlds/upstream-world.ts";

interface Start {
  /** From the launch to the answer of the handshake or the discovery. */
  readonly openedMs: number;
  /** From there to the tools. */
  readonly listedMs: number;
  readonly tools: readonly unknown[];
}

/** Milliseconds in which a new agent has each of its first two answers. */
const maxAnswerMs = 300;
/** Milliseconds in which it has both where nothing was ever known of the server. */
const maxFirstAnswersMs = 1_000;
/** A wait for the network slows every start, and a disk that is busy for a moment slows one: the median counts. */
const measuredStarts = 5;

const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;

describe("the time until a new agent has its answers", function () {
  this.timeout(60_000);
  let world: UpstreamWorld;
  let cli: string;
  onceForSuite(startUpstream, (started) => {
    ({ world, cli } = started);
  });

  /** Starts as an agent of either era does: it opens, lists, and goes. `broker` is the pid of the home's broker. */
  async function start(home: Home, broker: number, era: "legacy" | "modern"): Promise<Start> {
    const watch = stopwatch(broker);
    const agent = new RawAgent(cli, home.folder, ["modern"]);
    const params = era === "modern" ? { _meta: modernMeta() } : {};
    try {
      await (era === "modern" ? agent.request("server/discover", params) : agent.initialize());
      const openedMs = watch.ms(agent.pid);
      const { tools } = objectAt(await agent.request("tools/list", params), "result");
      assert.ok(Array.isArray(tools));
      return { openedMs, listedMs: watch.ms(agent.pid) - openedMs, tools };
    } finally {
      await agent.close();
    }
  }

  const brokerOf = (home: Home): Promise<number> =>
    withControl(home, async (broker) => (await broker.request("status")).pid);

  const states: Readonly<Record<string, (home: Home) => Promise<() => unknown>>> = {
    "signed in, with everything up": async () => () => {},
    "signed out": async (home) => {
      await withControl(home, (broker) => broker.request("signOut"));
      return () => {};
    },
    "with a server that answers nothing": async () => {
      const held = holdBack(world);
      return held.letGo;
    },
    "with nothing there to reach": async () => {
      await world.edge.close();
      return () => world.restartEdge();
    },
  };

  for (const [state, bring] of Object.entries(states)) {
    it(verifies("bridge.within-300", `A new agent has its answers within 300 ms each, ${state}`), async () => {
      const home = await world.signedIn("ada");
      const broker = await brokerOf(home);
      const first = await start(home, broker, "legacy");
      assert.equal(first.tools.length, 6);
      const takeBack = await bring(home);
      try {
        for (const era of ["legacy", "modern"] as const) {
          const starts: Start[] = [];
          while (starts.length < measuredStarts) starts.push(await start(home, broker, era));
          for (const { tools } of starts) assert.deepEqual(tools, first.tools);
          const openedMs = median(starts.map((each) => each.openedMs));
          const listedMs = median(starts.map((each) => each.listedMs));
          assert.ok(openedMs < maxAnswerMs && listedMs < maxAnswerMs, `${era}: ${openedMs} ms, then ${listedMs} ms`);
        }
      } finally {
        await takeBack();
      }
    });
  }

  it(
    verifies(
      "bridge.within-300",
      "A new agent has its answers within a second if nothing was ever known, and hears of later facts",
    ),
    async () => {
      const totals: number[] = [];
      while (totals.length < measuredStarts) {
        const home = await world.signedIn("ada");
        const held = holdBack(world);
        const watch = stopwatch(await brokerOf(home));
        const agent = new RawAgent(cli, home.folder, ["modern"]);
        try {
          await agent.initialize();
          await agent.request("tools/list");
          totals.push(watch.ms(agent.pid));
          held.letGo();
          await until(
            "the agent hears of the change",
            () => agent.notifications("notifications/tools/list_changed").length > 0,
          );
          assert.match(JSON.stringify(await agent.request("tools/list")), /"readOnlyHint":true/);
        } finally {
          held.letGo();
          await agent.close();
        }
      }
      assert.ok(median(totals) < maxFirstAnswersMs, `${totals} ms`);
    },
  );
});

/** Makes the modern server take every request and answer none. `letGo` ends that and cuts these requests. */
function holdBack({ modern }: UpstreamWorld): { letGo(): void } {
  const held: ServerResponse[] = [];
  modern.instead = (_, response) => void held.push(response);
  return {
    letGo() {
      modern.instead = null;
      for (const response of held.splice(0)) response.destroy();
    },
  };
}
