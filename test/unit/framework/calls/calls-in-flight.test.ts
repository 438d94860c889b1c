import assert from "node:assert/strict";
import { inFlight } from "../../../../reference-servers/framework/calls/calls-in-flight.ts";
import { verifies } from "../../../support/verifies.ts";

const nothing = (): void => {};

describe("calls in flight", () => {
  it(
    verifies("framework.cancellation", "A call in flight is cancelled only by its own key, and only while it runs"),
    async () => {
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
    },
  );

  it(verifies("framework.drain", "Calls in flight may end by themselves during a drain"), async () => {
    const calls = inFlight();
    const work = Promise.withResolvers<void>();
    const call = calls.run(null, nothing, () => work.promise);
    const drained = calls.drain(60_000);
    work.resolve();
    await Promise.all([call, drained]);
    assert.equal(calls.stopping.aborted, false);
  });

  it(
    verifies(
      "framework.drain",
      "Calls in flight are stopped when the drain has lasted long enough, and may still answer",
    ),
    async () => {
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
    },
  );

  it(verifies("framework.drain", "A call in flight that fails also counts as ended"), async () => {
    const calls = inFlight();
    const call = calls.run("key", nothing, () => Promise.reject(new Error("failed")));
    await Promise.all([assert.rejects(call, /failed/), calls.drain(60_000)]);
    assert.equal(calls.count, 0);
  });
});
