import assert from "node:assert/strict";
import { setImmediate as turn } from "node:timers/promises";
import { createFairQueue, ToolError } from "@drawbridge/framework";
import { verifies } from "../../../support/verifies.ts";

const never = new AbortController().signal;

describe("a fair queue", () => {
  it(
    verifies("shares.in-turn", "A turn in the queue lasts until the work has settled, even where the work throws"),
    async () => {
      const queue = createFairQueue("cakes to bake", { maxRunning: 1, maxRunningPerUser: 1, maxWaitingPerUser: 2 });
      const first = Promise.withResolvers<string>();
      const order: string[] = [];
      const note = (name: string) => async () => void order.push(name);
      const failing = queue.use("ada", never, () => first.promise);
      const waiting = [queue.use("ada", never, note("ada")), queue.use("bob", never, note("bob"))];
      await turn();
      assert.deepEqual(order, []);
      first.reject(new Error("burnt"));
      await assert.rejects(failing, /burnt/);
      await Promise.all(waiting);
      assert.deepEqual(order, ["bob", "ada"]);
      assert.deepEqual(queue.countsOf("ada"), { running: 0, waiting: 0 });
    },
  );

  it(verifies("shares.bounded", "The queue says at once how many already wait, and what to do"), async () => {
    const queue = createFairQueue("cakes to bake", { maxRunning: 2, maxRunningPerUser: 1, maxWaitingPerUser: 1 });
    const leave = await queue.enter("ada", never);
    const second = queue.enter("ada", never);
    const failure: unknown = await queue.enter("ada", never).catch((error: unknown) => error);
    assert.ok(failure instanceof ToolError);
    assert.equal(failure.code, "too-many-waiting");
    assert.match(failure.message, /already have 1 cakes to bake under way and 1 waiting/);
    assert.match(failure.next, /Wait until one .* or cancel one/);
    leave();
    leave(); // a turn ends once
    (await second)();
    assert.deepEqual(queue.countsOf("ada"), { running: 0, waiting: 0 });
  });

  it("The queue gives up a place whose call was stopped, and takes none for a call that has ended", async () => {
    const queue = createFairQueue("cakes to bake", { maxRunning: 1, maxRunningPerUser: 1, maxWaitingPerUser: 1 });
    const leave = await queue.enter("ada", never);
    const stop = new AbortController();
    const waiting = queue.enter("ada", stop.signal);
    stop.abort(new Error("stopped"));
    await assert.rejects(waiting, /stopped/);
    await assert.rejects(queue.enter("bob", stop.signal), /stopped/);
    const next = queue.enter("ada", never);
    leave();
    (await next)();
    assert.deepEqual(queue.countsOf("ada"), { running: 0, waiting: 0 });
  });
});
