import assert from "node:assert/strict";
import { ReachTimes, unknownReachTimeoutMs } from "../../../../proxy/network/reach-times.ts";
import { verifies } from "../../../support/verifies.ts";

describe("how long a server may take to be reached", () => {
  it(
    verifies("bridge.away-at-once", "A server that was reached before gets four times as long, and at least 400 ms"),
    () => {
      const times = new ReachTimes();
      assert.equal(times.timeoutMs("edge:443"), unknownReachTimeoutMs);
      times.reached("edge:443", 30);
      assert.equal(times.timeoutMs("edge:443"), 400);
      assert.equal(times.timeoutMs("other:443"), unknownReachTimeoutMs);
      times.reached("edge:443", 300);
      assert.equal(times.timeoutMs("edge:443"), 1_200);
      times.reached("edge:443", 10);
      assert.equal(Math.round(times.timeoutMs("edge:443")), 960);
      times.reached("edge:443", 60_000);
      assert.equal(times.timeoutMs("edge:443"), unknownReachTimeoutMs);
    },
  );

  it("A server that was not reached in its time may be slower the next time", () => {
    const times = new ReachTimes();
    times.reached("edge:443", 30);
    times.missed("edge:443");
    assert.equal(times.timeoutMs("edge:443"), unknownReachTimeoutMs);
  });
});
