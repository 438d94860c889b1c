import assert from "node:assert/strict";
import { type Fleet, startFleet } from "../support/fleet/fleet.ts";
import { brokerKilled, type Event, killed, killRun, rolled, type Verdicts } from "../support/fleet/kill-run.ts";
import { verifies } from "../support/verifies.ts";

describe("two of each part, killed and rolled in turn under load", function () {
  this.timeout(240_000);
  let fleet: Fleet;
  before(async () => {
    fleet = await startFleet();
  });
  after(() => fleet?.close());

  const run = async (events: readonly Event[]): Promise<Verdicts> => {
    const verdicts = await killRun(fleet, events, () => {});
    assert.deepEqual(
      { ...verdicts, calls: 0, errors: 0, p50: 0, p99: 0, mayHaveRun: {} },
      { ...nothingWrong, mayHaveRun: {} },
    );
    return verdicts;
  };
  const nothingWrong = {
    ...{ calls: 0, errors: 0, p50: 0, p99: 0 },
    ...{ lost: 0, writesRunTwice: 0, falselyNothing: [], needless: [] },
  };

  it(verifies("stack.rolling", "A part that is rolled costs no call an error"), async () => {
    const parts = [fleet.servers[0], fleet.edges[0], fleet.registries[0]].filter((each) => each !== undefined);
    const { errors, mayHaveRun, calls } = await run(parts.map(rolled));
    assert.deepEqual([errors, mayHaveRun], [0, {}]);
    assert.ok(calls > 100, String(calls));
  });

  it(
    verifies("stack.killed", "A part that is killed costs only writes that were under way, and each answer is true"),
    async () => {
      const parts = [fleet.servers[1], fleet.edges[1], fleet.registries[1]].filter((each) => each !== undefined);
      const { calls } = await run([...parts.map(killed), brokerKilled(fleet)]);
      assert.ok(calls > 100, String(calls));
    },
  );
});
