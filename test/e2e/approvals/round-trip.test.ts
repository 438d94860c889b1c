/**
 * How long the system takes after a person's decision: from the posted approval to the result at the waiting agent, and
 * to every listener.
 */
import assert from "node:assert/strict";
import { contentOf } from "../../support/agents/response.ts";
import { until } from "../../support/clocks/until.ts";
import { verifies } from "../../support/verifies.ts";
import { AskingWorld } from "../../support/worlds/asking-world.ts";
import { withControl } from "../../support/worlds/upstream-world.ts";

const rounds = 40;
const at = (sorted: readonly number[], share: number): number =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
const printTimes = (name: string, times: number[]): void => {
  const sorted = times.sort((a, b) => a - b);
  console.log(
    `      ${name}: p50 ${at(sorted, 0.5).toFixed(0)} ms, p99 ${at(sorted, 0.99).toFixed(0)} ms over ${sorted.length}`,
  );
};

describe("the way of a decision", function () {
  this.timeout(120_000);
  let asking: AskingWorld;
  before(async () => {
    asking = await AskingWorld.start();
    asking.waitsForApproval(60);
  });
  after(() => asking.close());

  it(
    verifies(
      "routing.everywhere",
      "A decision reaches the waiting agent, as its result, and every listener, well within a second",
    ),
    async () => {
      const { call, close } = await asking.agent("modern");
      await withControl(asking.home, async (broker) => {
        const heard = new Map<string, number>();
        broker.onEvent((event) => {
          if (event.event !== "approvals") return;
          for (const { approval } of event.changed) {
            if (approval.state !== "pending" && !heard.has(approval.view.id))
              heard.set(approval.view.id, performance.now());
          }
        });
        await broker.request("approvals", { folders: [] });
        const [asked, result, event]: [number[], number[], number[]] = [[], [], []];
        for (let round = 0; round < rounds; round += 1) {
          const begun = performance.now();
          const answer = call(`round ${round}`);
          const pending = await asking.pending(`round ${round}`);
          asked.push(performance.now() - begun);
          const decided = performance.now();
          void asking.ada.approve(pending);
          assert.match(contentOf(await answer), /ran round/);
          result.push(performance.now() - decided);
          await until("it was heard", () => heard.has(pending.view.id));
          event.push((heard.get(pending.view.id) ?? Number.NaN) - decided);
        }
        printTimes("call to request in the list", asked);
        printTimes("yes posted to result at the agent", result);
        printTimes("yes posted to event at a control client", event);
        assert.ok(at(result, 0.5) < 1000 && at(event, 0.5) < 1000);
      });
      await close();
    },
  );
});
