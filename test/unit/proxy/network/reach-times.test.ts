import assert from "node:assert/strict";
import { maxReachMs, ReachTimes } from "../../../../proxy/network/reach-times.ts";
import { verifies } from "../../../support/verifies.ts";

describe("how long a host may take to be reached", () => {
  it(
    verifies("bridge.away-at-once", "A host that was reached before gets less than a second, or four times as long"),
    () => {
      const times = new ReachTimes();
      assert.equal(times.limitMs("edge:443"), maxReachMs);
      times.reached("edge:443", 30);
      assert.equal(times.limitMs("edge:443"), 800);
      assert.equal(times.limitMs("other:443"), maxReachMs);
      times.reached("edge:443", 300);
      assert.equal(times.limitMs("edge:443"), 1_200);
      times.reached("edge:443", 10);
      assert.equal(Math.round(times.limitMs("edge:443")), 960);
      times.reached("edge:443", 60_000);
      assert.equal(times.limitMs("edge:443"), maxReachMs);
    },
  );

  it(verifies("bridge.away-at-once", "A host that missed its time gets less than a second until it is reached"), () => {
    const times = new ReachTimes();
    times.reached("edge:443", 600);
    times.missed("edge:443");
    assert.equal(times.limitMs("edge:443"), 800);
    times.reached("edge:443", 800);
    assert.equal(times.limitMs("edge:443"), 3_200);
  });
});
