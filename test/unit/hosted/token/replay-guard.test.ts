import assert from "node:assert/strict";
import { replayGuard } from "@drawbridge/hosted/replay-guard";
import { verifies } from "../../../support/verifies.ts";

describe("a replay guard", () => {
  const lasts = 60_000;

  it(verifies("edge.proof-once", "The guard admits an id once for as long as its proof could be young enough"), () => {
    const guard = replayGuard();
    for (let now = 0; now <= lasts; now += 500) {
      assert.equal(guard.admit("ada", "one", lasts, now), now === 0 ? "new" : "seen", String(now));
    }
  });

  it("The guard treats the same id of two holders as two ids", () => {
    const guard = replayGuard();
    assert.deepEqual([guard.admit("ada", "one", lasts, 0), guard.admit("ines", "one", lasts, 0)], ["new", "new"]);
  });

  it(
    verifies(
      "edge.proof-once",
      "The guard forgets no id to make room, so a flood of one holder uses up only that holder's share",
    ),
    () => {
      const guard = replayGuard({ ofOne: 3, ofAll: 5 });
      const flood = ["a", "b", "c", "d"].map((id, index) => guard.admit("ada", id, lasts + index, 0));
      assert.deepEqual(flood, ["new", "new", "new", "full"]);
      assert.equal(guard.admit("ada", "a", lasts, 0), "seen");
      assert.deepEqual(
        ["a", "b", "c"].map((id) => guard.admit("ines", id, lasts, 0)),
        ["new", "new", "full"],
      );
    },
  );

  it("The guard has room again once what it remembered is too old", () => {
    const guard = replayGuard({ ofOne: 2, ofAll: 2 });
    for (let now = 0; now < 1_000_000; now += 50_000) {
      assert.equal(guard.admit("ada", `at ${now}`, now + 30_000, now), "new");
    }
  });
});
