import assert from "node:assert/strict";
import { Stopped, type StopReason, untilStopped } from "../../../../reference-servers/framework/answers/stop.ts";
import { verifies } from "../../../support/verifies.ts";

const never = () => new Promise<never>(() => {});
const ends = () => ({ cancelled: new AbortController(), stopping: new AbortController() });
const isStopped = (reason: StopReason) => (error: unknown) => error instanceof Stopped && error.code === reason;

describe("the end of a call", () => {
  it(
    verifies("framework.timeout", "A call ends at its timeout, whether or not its tool obeys the signal"),
    async () => {
      const { cancelled, stopping } = ends();
      const signals: AbortSignal[] = [];
      const call = untilStopped({ cancelled: cancelled.signal, stopping: stopping.signal, timeoutMs: 10 }, (signal) => {
        signals.push(signal);
        return never();
      });
      await assert.rejects(call, isStopped("timed-out"));
      assert.equal(signals[0]?.aborted, true);
    },
  );

  for (const [reason, which] of [
    ["cancelled", "cancelled"],
    ["stopping", "stopping"],
  ] as const) {
    it(
      verifies("framework.cancellation", `A call ends when it is ${reason}, while it runs or before it begins`),
      async () => {
        const middle = ends();
        const call = untilStopped(
          { cancelled: middle.cancelled.signal, stopping: middle.stopping.signal, timeoutMs: 60_000 },
          never,
        );
        middle[which].abort();
        await assert.rejects(call, isStopped(reason));

        const before = ends();
        before[which].abort();
        let began = false;
        const stopped = untilStopped(
          { cancelled: before.cancelled.signal, stopping: before.stopping.signal, timeoutMs: 60_000 },
          async () => {
            began = true;
          },
        );
        await assert.rejects(stopped, isStopped(reason));
        assert.equal(began, false);
      },
    );
  }

  it(
    verifies(
      "framework.cancellation",
      "A stopped call ends with the stop, and not with the error that its tool throws because of it",
    ),
    async () => {
      const { cancelled, stopping } = ends();
      const call = untilStopped(
        { cancelled: cancelled.signal, stopping: stopping.signal, timeoutMs: 60_000 },
        async () => {
          cancelled.abort();
          throw new Error("the engine says: cancelled");
        },
      );
      await assert.rejects(call, isStopped("cancelled"));
    },
  );

  it(
    verifies("framework.timeout", "A call that nothing stops ends as its tool does, and leaves no timer behind"),
    async () => {
      const { cancelled, stopping } = ends();
      const own = { cancelled: cancelled.signal, stopping: stopping.signal, timeoutMs: 60_000 };
      assert.equal(await untilStopped(own, async () => "done"), "done");
      await assert.rejects(
        untilStopped(own, () => Promise.reject(new Error("own"))),
        /own/,
      );
      const timers = process.getActiveResourcesInfo().filter((kind) => kind === "Timeout").length;
      await untilStopped(own, async () => "done");
      assert.equal(process.getActiveResourcesInfo().filter((kind) => kind === "Timeout").length, timers);
    },
  );
});
