import assert from "node:assert/strict";
import { Knowledge } from "../../../../../proxy/mcp/upstream/server-facts.ts";

describe("what is known of a server", () => {
  const tool = (name: string, readOnlyHint = false) => ({ name, annotations: { readOnlyHint } });
  const made = () => {
    const counts = { kept: 0, told: 0 };
    const knowledge = new Knowledge(null, () => {
      counts.kept += 1;
    });
    knowledge.onTools(() => {
      counts.told += 1;
    });
    return { knowledge, counts };
  };

  it("is fresh for as long as the server says", () => {
    const { knowledge } = made();
    knowledge.learntTools([tool("a")], 500, 1_000);
    assert.equal(knowledge.isFresh(1_499), true);
    assert.equal(knowledge.isFresh(1_500), false);
    knowledge.learntTools([tool("a")], "soon", 1_000);
    assert.equal(knowledge.isFresh(30_999), true);
  });

  it("is told and kept where it changed, and only then", () => {
    const { knowledge, counts } = made();
    knowledge.learntTools([tool("a")], 0, 0);
    knowledge.learntTools([tool("a")], 0, 0);
    assert.deepEqual(counts, { kept: 1, told: 1 });
    knowledge.learntTools([tool("b")], 0, 0);
    assert.equal(knowledge.tools?.version, 2);
    assert.deepEqual(counts, { kept: 2, told: 2 });
  });

  it("is outdated from the server's announcement to the next list", () => {
    const { knowledge } = made();
    knowledge.learntTools([tool("a")], 10_000, 0);
    knowledge.toolsChanged();
    assert.equal(knowledge.outdated, true);
    assert.equal(knowledge.isFresh(1), false);
    knowledge.learntTools([tool("a")], 10_000, 0);
    assert.equal(knowledge.outdated, false);
  });

  it("is forgotten for another user", () => {
    const { knowledge, counts } = made();
    knowledge.learnt({ era: "modern", capabilities: {}, serverInfo: {} });
    knowledge.learntTools([tool("a")], 10_000, 0);
    knowledge.forget();
    assert.deepEqual([knowledge.facts, knowledge.tools, knowledge.isFresh(1)], [null, null, false]);
    assert.equal(counts.told, 2);
  });

  it("says which tools only read, by the server's own mark", () => {
    const { knowledge } = made();
    knowledge.learntTools([tool("a"), tool("b", true)], 0, 0);
    assert.deepEqual(
      ["a", "b", "c"].map((name) => knowledge.marksReadOnly(name)),
      [false, true, false],
    );
  });

  it("outlives the broker", () => {
    const { knowledge } = made();
    knowledge.learnt({ era: "legacy", capabilities: { tools: {} }, serverInfo: { name: "s" }, instructions: "i" });
    knowledge.learntTools([tool("a")], 0, 0);
    const next = new Knowledge(JSON.parse(JSON.stringify(knowledge.remembered())), () => {});
    assert.deepEqual(next.facts, knowledge.facts);
    assert.deepEqual(next.tools?.tools, knowledge.tools?.tools);
    assert.equal(next.isFresh(Date.now()), false);
  });
});
