import assert from "node:assert/strict";
import { backOffMs, retry } from "@drawbridge/contracts/http-api/back-off";

/** An attempt that fails this many times, then succeeds. */
function attempts(failures: number) {
  const state = { made: 0 };
  const attempt = async (): Promise<string> => {
    state.made += 1;
    if (state.made <= failures) throw new Error(`failure ${state.made}`);
    return "done";
  };
  return { state, attempt };
}

describe("retrying a service", () => {
  it("The pause doubles up to its limit", () => {
    const pauses = [0, 1, 2, 3, 10].map((failures) => backOffMs(failures, { firstMs: 100, maxMs: 500 }));
    assert.deepEqual(pauses, [100, 200, 400, 500, 500]);
  });

  it("A retry makes attempts until one succeeds", async () => {
    const { state, attempt } = attempts(2);
    assert.equal(await retry(attempt, { pauseMs: () => 1 }), "done");
    assert.equal(state.made, 3);
  });

  it("A retry gives up with the last error when no pause is left", async () => {
    const { state, attempt } = attempts(5);
    const pauseMs = (failures: number) => [1, 1][failures] ?? null;
    await assert.rejects(retry(attempt, { pauseMs }), { message: "failure 3" });
    assert.equal(state.made, 3);
  });

  it("A retry ends after an error that another attempt cannot fix", async () => {
    const { state, attempt } = attempts(5);
    await assert.rejects(retry(attempt, { pauseMs: () => 1, isRetryable: () => false }), { message: "failure 1" });
    assert.equal(state.made, 1);
  });

  it("A retry makes one last attempt at once when it is stopped", async () => {
    const { state, attempt } = attempts(5);
    const stop = new AbortController();
    const retrying = retry(attempt, { pauseMs: () => 3_600_000, stop: stop.signal });
    stop.abort();
    await assert.rejects(retrying, { message: "failure 2" });
    assert.equal(state.made, 2);
  });
});
