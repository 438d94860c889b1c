import assert from "node:assert/strict";
import { newerFactsTimeoutMs, StartupBudget } from "../../../../../proxy/mcp/host/startup-budget.ts";
import { verifies } from "../../../../support/verifies.ts";

/** Milliseconds of the second in which Codex wants its tools that go to the start of Node and the way back. */
const startOfNode = 200;

describe("an agent's opening", () => {
  it(verifies("bridge.within-300", "leaves known answers a third of the second at most"), () => {
    assert.ok(newerFactsTimeoutMs + 100 <= 300);
  });

  it(verifies("bridge.within-300", "spends one patience on the handshake and the list together"), () => {
    const startupBudget = new StartupBudget();
    const handshake = startupBudget.left(1_000);
    const list = startupBudget.left(1_000 + handshake);
    assert.equal(list, newerFactsTimeoutMs, "the list still gets its moment");
    assert.ok(handshake + list <= 1_000 - startOfNode, `${handshake} and ${list} ms`);
  });

  it("runs from the first question, not from the launch", () => {
    const startupBudget = new StartupBudget();
    const first = startupBudget.left(60_000);
    assert.equal(startupBudget.left(60_100), first - 100);
  });

  it("gives a server that stayed unknown as long again, once the start is over", () => {
    const startupBudget = new StartupBudget();
    const first = startupBudget.left(0);
    assert.equal(startupBudget.left(999), newerFactsTimeoutMs);
    assert.equal(startupBudget.left(3_000), first);
    assert.equal(startupBudget.left(3_100), first - 100);
  });
});
