import assert from "node:assert/strict";
import { ServerFactsCache } from "../../../../../proxy/mcp/upstream/server-facts.ts";

describe("the facts of a server", () => {
  const tool = (name: string, readOnlyHint = false) => ({ name, annotations: { readOnlyHint } });
  const made = () => {
    const counts = { kept: 0, reported: 0 };
    const serverFacts = new ServerFactsCache(null, () => {
      counts.kept += 1;
    });
    serverFacts.onTools(() => {
      counts.reported += 1;
    });
    return { serverFacts, counts };
  };

  it("A tool list is fresh for as long as the server says", () => {
    const { serverFacts } = made();
    serverFacts.setTools([tool("a")], 500, 1_000);
    assert.equal(serverFacts.isFresh(1_499), true);
    assert.equal(serverFacts.isFresh(1_500), false);
    serverFacts.setTools([tool("a")], "soon", 1_000);
    assert.equal(serverFacts.isFresh(30_999), true);
  });

  it("A tool list is announced and stored only if it changed", () => {
    const { serverFacts, counts } = made();
    serverFacts.setTools([tool("a")], 0, 0);
    serverFacts.setTools([tool("a")], 0, 0);
    assert.deepEqual(counts, { kept: 1, reported: 1 });
    serverFacts.setTools([tool("b")], 0, 0);
    assert.equal(serverFacts.tools?.version, 2);
    assert.deepEqual(counts, { kept: 2, reported: 2 });
  });

  it("A tool list is outdated from the server's announcement to the next list", () => {
    const { serverFacts } = made();
    serverFacts.setTools([tool("a")], 10_000, 0);
    serverFacts.toolsChanged();
    assert.equal(serverFacts.outdated, true);
    assert.equal(serverFacts.isFresh(1), false);
    serverFacts.setTools([tool("a")], 10_000, 0);
    assert.equal(serverFacts.outdated, false);
  });

  it("The facts of a server are forgotten for another user", () => {
    const { serverFacts, counts } = made();
    serverFacts.setFacts({ era: "modern", capabilities: {}, serverInfo: {} });
    serverFacts.setTools([tool("a")], 10_000, 0);
    serverFacts.forget();
    assert.deepEqual([serverFacts.facts, serverFacts.tools, serverFacts.isFresh(1)], [null, null, false]);
    assert.equal(counts.reported, 2);
  });

  it("A tool counts as read-only if the server marks it so", () => {
    const { serverFacts } = made();
    serverFacts.setTools([tool("a"), tool("b", true)], 0, 0);
    assert.deepEqual(
      ["a", "b", "c"].map((name) => serverFacts.marksReadOnly(name)),
      [false, true, false],
    );
  });

  it("The facts of a server outlive the broker", () => {
    const { serverFacts } = made();
    serverFacts.setFacts({ era: "legacy", capabilities: { tools: {} }, serverInfo: { name: "s" }, instructions: "i" });
    serverFacts.setTools([tool("a")], 0, 0);
    const next = new ServerFactsCache(JSON.parse(JSON.stringify(serverFacts.stored())), () => {});
    assert.deepEqual(next.facts, serverFacts.facts);
    assert.deepEqual(next.tools?.tools, serverFacts.tools?.tools);
    assert.equal(next.isFresh(Date.now()), false);
  });
});
