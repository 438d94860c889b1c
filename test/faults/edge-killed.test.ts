/** The edges die one after the other under agents of the older protocol, whose sessions live in one server process each. */
import assert from "node:assert/strict";
import type { RawAgent } from "../support/agents/raw-agent.ts";
import { until } from "../support/clocks/until.ts";
import { killsOf } from "../support/fleet/events.ts";
import { type Fleet, startFleet } from "../support/fleet/fleet.ts";
import { killRun } from "../support/fleet/kill-run.ts";
import { ledgerWork } from "../support/fleet/ledger-work.ts";
import { faultsIn, noFaults } from "../support/fleet/verdicts.ts";
import { verifies } from "../support/verifies.ts";

describe("an edge that is killed under live sessions of legacy hosts", function () {
  this.timeout(120_000);
  const work = ledgerWork("sessions");
  let fleet: Fleet;
  const agents: RawAgent[] = [];
  before(async () => {
    fleet = await startFleet(work);
    for (let count = 0; count < 2; count += 1) {
      const agent = fleet.agent();
      agents.push(agent);
      await agent.initialize();
      await agent.request("tools/list");
    }
  });
  after(() => fleet?.close());

  const heard = (agent: RawAgent): number => agent.notifications("notifications/tools/list_changed").length;
  const eachHears = async (): Promise<void> => {
    for (const agent of agents) {
      const before = heard(agent);
      await until("the agent hears its server on the stream of its session", async () => {
        await agent.call("tell");
        return heard(agent) > before;
      });
    }
  };

  it(
    verifies(
      "stack.edge-killed",
      "No call is lost or runs twice, each answer is true, and each session goes on at the other edge with its stream",
    ),
    async () => {
      await eachHears();
      const edges = killsOf(fleet).filter(({ what }) => what.startsWith("edge"));
      assert.equal(edges.length, 2);
      const verdicts = await killRun(fleet, edges, () => {});
      assert.deepEqual(faultsIn(verdicts), noFaults);
      assert.ok(verdicts.calls > 100, String(verdicts.calls));
      await eachHears();
      // One for each of these agents, and one for each bridge of the run: none began again.
      assert.equal(work.sessions().length, 2 + 5);
    },
  );
});
