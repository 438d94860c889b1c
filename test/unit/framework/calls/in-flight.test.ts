import assert from "node:assert/strict";
import { inFlight } from "@drawbridge/framework/calls/in-flight";
import { verifies } from "../../../support/verifies.ts";

const nothing = (): void => {};

describe("calls in flight", () => {
  it(verifies("framework.cancellation", "are cancelled by their own key alone, and only while they run"), async () => {
    const calls = inFlight();
    const cancelled: string[] = [];
    const one = Promise.withResolvers<void>();
    const two = Promise.withResolvers<void>();
    const first = calls.run(
      "one",
      () => cancelled.push("one"),
      () => one.promise,
    );
    const second = calls.run(
      null,
      () => cancelled.push("two"),
      () => two.promise,
    );
    calls.cancel("two");
    calls.cancel("one");
    one.resolve();
    two.resolve();
    await Promise.all([first, second]);
    calls.cancel("one");
    assert.deepEqual(cancelled, ["one"]);
    assert.equal(calls.count, 0);
  });

  it(verifies("framework.drain", "may end by themselves while the drain lasts"), async () => {
    const calls = inFlight();
    const work = Promise.withResolvers<void>();
    const call = calls.run(null, nothing, () => work.promise);
    const drained = calls.drain(60_000);
    work.resolve();
    await Promise.all([call, drained]);
    assert.equal(calls.stopping.aborted, false);
  });

  it(verifies("framework.drain", "are stopped when it has lasted long enough, and may still answer"), async () => {
    const calls = inFlight();
    const answers: string[] = [];
    const call = calls.run(null, nothing, async () => {
      const stopped = Promise.withResolvers<void>();
      calls.stopping.addEventListener("abort", () => stopped.resolve());
      await stopped.promise;
      answers.push("the server is stopping");
    });
    await calls.drain(10);
    assert.deepEqual(answers, ["the server is stopping"]);
    await call;
  });

  it(verifies("framework.drain", "that fail are over too"), async () => {
    const calls = inFlight();
    const call = calls.run("key", nothing, () => Promise.reject(new Error("failed")));
    await Promise.all([assert.rejects(call, /failed/), calls.drain(60_000)]);
    assert.equal(calls.count, 0);
  });
});
