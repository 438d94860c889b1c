import assert from "node:assert/strict";
import { createSlots } from "@drawbridge/presto/engines/duckdb/slots";

const never = new AbortController().signal;

describe("slots", () => {
  it("let in as many as there are, the rest in the order they came", async () => {
    const slots = createSlots(1);
    const order: string[] = [];
    const first = Promise.withResolvers<void>();
    const done = [
      slots.use(never, () => first.promise),
      slots.use(never, async () => void order.push("second")),
      slots.use(never, async () => void order.push("third")),
    ];
    assert.deepEqual(order, []);
    first.resolve();
    await Promise.all(done);
    assert.deepEqual(order, ["second", "third"]);
  });

  it("are given back by work that fails", async () => {
    const slots = createSlots(1);
    await assert.rejects(
      slots.use(never, async () => {
        throw new Error("failed");
      }),
      /failed/,
    );
    assert.equal(await slots.use(never, async () => "next"), "next");
  });

  it("are not taken by who stopped waiting", async () => {
    const slots = createSlots(1);
    const first = Promise.withResolvers<void>();
    const working = slots.use(never, () => first.promise);
    const abort = new AbortController();
    const waiting = slots.use(abort.signal, async () => assert.fail("it had stopped"));
    abort.abort(new Error("stopped"));
    await assert.rejects(waiting, /stopped/);
    first.resolve();
    await working;
    assert.equal(await slots.use(never, async () => "next"), "next");
  });
});
