import assert from "node:assert/strict";
import { sharedPresto } from "../../support/engines/presto-engine.ts";
import { brokerKilled, type Event, killsOf, rollsOf } from "../../support/fleet/events.ts";
import { type Fleet, startFleet } from "../../support/fleet/fleet.ts";
import { killRun } from "../../support/fleet/kill-run.ts";
import { prestoWork } from "../../support/fleet/presto-work.ts";
import { faultsIn, noFaults, type Verdicts } from "../../support/fleet/verdicts.ts";
import { verifies } from "../../support/verifies.ts";

describe("two Presto servers before one Presto, and two of each other part, killed and rolled under load", function () {
  this.timeout(400_000);
  let fleet: Fleet;
  before(async function () {
    fleet = await startFleet(await prestoWork(await sharedPresto(this)));
  });
  after(() => fleet?.close());

  const run = async (events: readonly Event[]): Promise<Verdicts> => {
    const verdicts = await killRun(fleet, events, () => {});
    assert.deepEqual(faultsIn(verdicts), noFaults);
    assert.ok(verdicts.writes > 10, String(verdicts.writes));
    return verdicts;
  };

  it(verifies("stack.rolling", "Before a real Presto, a part that is rolled costs no call an error"), async () => {
    assert.equal((await run(rollsOf(fleet, [1]))).errors, 0);
  });

  it(
    verifies(
      "stack.killed",
      "Before a real Presto, a killed part loses no call, runs none twice, and each answer is true",
    ),
    async () => {
      await run([...killsOf(fleet, [2]), brokerKilled(fleet)]);
    },
  );
});
