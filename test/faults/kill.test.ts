/**
 * The quick form of the kill test: a server whose calls take 150 ms and need no approval, so hundreds of calls are under
 * way around each death, and what runs is known exactly. test/engines/chain/killed-parts.test.ts has the form with Presto.
 */
import assert from "node:assert/strict";
import { brokerKilled, type Event, killsOf, rollsOf } from "../support/fleet/events.ts";
import { type Fleet, startFleet } from "../support/fleet/fleet.ts";
import { killRun } from "../support/fleet/kill-run.ts";
import { ledgerWork } from "../support/fleet/ledger-work.ts";
import { faultsIn, noFaults, type Verdicts } from "../support/fleet/verdicts.ts";
import { verifies } from "../support/verifies.ts";

describe("two of each part, killed and rolled in turn under load", function () {
  this.timeout(240_000);
  let fleet: Fleet;
  before(async () => {
    fleet = await startFleet(ledgerWork());
  });
  after(() => fleet?.close());

  const run = async (events: readonly Event[]): Promise<Verdicts> => {
    const verdicts = await killRun(fleet, events, () => {});
    assert.deepEqual(faultsIn(verdicts), noFaults);
    assert.ok(verdicts.calls > 100, String(verdicts.calls));
    return verdicts;
  };

  it(verifies("stack.rolling", "A part that is rolled costs no call an error"), async () => {
    assert.equal((await run(rollsOf(fleet, [1]))).errors, 0);
  });

  it(
    verifies("stack.killed", "A part that is killed costs only writes that were under way, and each answer is true"),
    async () => {
      await run([...killsOf(fleet, [2]), brokerKilled(fleet)]);
    },
  );
});
