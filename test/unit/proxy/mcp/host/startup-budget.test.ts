import assert from "node:assert/strict";
import { factsTimeouts, StartupBudget } from "../../../../../proxy/mcp/host/startup-budget.ts";
import { verifies } from "../../../../support/verifies.ts";

/** How much (ms) of the second in which Codex wants its tools goes to the start of Node and to the way back. */
const nodeStartMs = 200;

describe("an agent's start", () => {
  it(
    verifies("bridge.within-300", "Known answers take at most a third of the second in which an agent wants its tools"),
    () => {
      assert.ok(factsTimeouts.newerMs + 100 <= 300);
    },
  );

  it(verifies("bridge.within-300", "The handshake and the list share one startup budget"), () => {
    const startupBudget = new StartupBudget(factsTimeouts);
    const handshake = startupBudget.left(1_000);
    const list = startupBudget.left(1_000 + handshake);
    assert.equal(list, factsTimeouts.newerMs, "the list still gets its moment");
    assert.ok(handshake + list <= 1_000 - nodeStartMs, `${handshake} and ${list} ms`);
  });

  it("The startup budget runs from the first question, not from the launch", () => {
    const startupBudget = new StartupBudget(factsTimeouts);
    const first = startupBudget.left(60_000);
    assert.equal(startupBudget.left(60_100), first - 100);
  });

  it("A server that stayed unknown gets a new startup budget once the start is over", () => {
    const startupBudget = new StartupBudget(factsTimeouts);
    const first = startupBudget.left(0);
    assert.equal(startupBudget.left(999), factsTimeouts.newerMs);
    assert.equal(startupBudget.left(3_000), first);
    assert.equal(startupBudget.left(3_100), first - 100);
  });
});
