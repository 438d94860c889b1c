import assert from "node:assert/strict";
import type { ServerResponse } from "node:http";
import type { Home } from "../../../proxy/files/home.ts";
import { objectAt } from "../../../proxy/kernel/json.ts";
import { modernMeta, RawAgent } from "../../support/agents/raw-agent.ts";
import { until } from "../../support/clocks/until.ts";
import { verifies } from "../../support/verifies.ts";
import { onceForSuite } from "../../support/worlds/suite-hooks.ts";
import { startUpstream, type UpstreamWorld, withControl } from "../../support/worlds/upstream-world.ts";

interface Start {
  /** Milliseconds from the launch to the answer of the handshake or the discovery, and from there to the tools. */
  readonly openedMs: number;
  readonly listed: number;
  readonly tools: readonly unknown[];
}

/** Milliseconds in which a new agent has each of its first two answers. */
const maxAnswerMs = 300;

describe("the time until a new agent has its answers", function () {
  this.timeout(60_000);
  let world: UpstreamWorld;
  let cli: string;
  onceForSuite(startUpstream, (started) => {
    ({ world, cli } = started);
  });

  /** Starts as an agent of either era does: it opens, lists, and goes. */
  async function start(home: Home, era: "legacy" | "modern", server = "modern"): Promise<Start> {
    const agent = new RawAgent(cli, home.folder, [server]);
    const params = era === "modern" ? { _meta: modernMeta() } : {};
    try {
      await (era === "modern" ? agent.request("server/discover", params) : agent.initialize());
      const opened = performance.now() - agent.startedAt;
      const { tools } = objectAt(await agent.request("tools/list", params), "result");
      assert.ok(Array.isArray(tools));
      return { openedMs: opened, listed: performance.now() - agent.startedAt - opened, tools };
    } finally {
      await agent.close();
    }
  }

  /**
   * The fastest of seven starts, or of more on a busy machine. Other programs may slow down some of them, but a wait for a
   * network slows down all.
   */
  async function fastest(home: Home, era: "legacy" | "modern"): Promise<Start> {
    const starts: Start[] = [];
    const isFast = ({ openedMs, listed }: Start) => openedMs < maxAnswerMs && listed < maxAnswerMs;
    while (starts.length < 7 || (starts.length < 28 && !starts.some(isFast))) starts.push(await start(home, era));
    const best = starts.find(isFast) ?? starts.toSorted((a, b) => a.openedMs + a.listed - b.openedMs - b.listed)[0];
    assert.ok(best);
    return best;
  }

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
      const agent = await start(home, "legacy");
      assert.equal(agent.tools.length, 6);
      const takeBack = await bring(home);
      try {
        for (const era of ["legacy", "modern"] as const) {
          const { openedMs: opened, listed, tools } = await fastest(home, era);
          assert.deepEqual(tools, agent.tools);
          assert.ok(opened < maxAnswerMs && listed < maxAnswerMs, `${era}: ${opened} ms, then ${listed} ms`);
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
      while (totals.length < 3 || (totals.length < 12 && Math.min(...totals) >= 1_000)) {
        const home = await world.signedIn("ada");
        const held = holdBack(world);
        const agent = new RawAgent(cli, home.folder, ["modern"]);
        try {
          await agent.initialize();
          await agent.request("tools/list");
          totals.push(performance.now() - agent.startedAt);
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
      assert.ok(Math.min(...totals) < 1_000, `${totals} ms`);
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
