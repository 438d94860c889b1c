import assert from "node:assert/strict";
import { CommandLine } from "../../support/agents/command-line.ts";
import { legacyAgent, modernAgent } from "../../support/agents/installed-agents.ts";
import { verifies } from "../../support/verifies.ts";
import { sharedStack } from "../../support/worlds/shared-stack.ts";

const firstQuery = { name: "query", arguments: { sql: "SELECT count(*) AS events FROM ads.events" } };

/** It stays within the budget, and takes the engine a minute. */
const longQuery = {
  name: "query",
  arguments: {
    sql: "SELECT count(*) FROM ads.events CROSS JOIN (SELECT event_id AS other FROM ads.events LIMIT 30000) WHERE event_id * other % 7 = 3",
  },
};

describe("agents that launch `drawbridge bridge presto`", function () {
  this.timeout(60_000);
  const ada = new CommandLine();

  before(async () => {
    const { registryUrl } = await sharedStack();
    const { code, stderr } = await ada.run("login", "--registry", registryUrl, "--as", "ada");
    assert.equal(code, 0, stderr);
  });
  after(() => ada.dispose());

  for (const [era, connect] of [
    ["2026-07-28", modernAgent],
    ["2025-11-25", legacyAgent],
  ] as const) {
    describe(`in ${era}`, () => {
      it(verifies("chain.both-eras", `An agent of ${era} lists the tools and gets rows of the warehouse`), async () => {
        const agent = await connect("presto", ada.home);
        try {
          const { tools } = await agent.listTools();
          assert.ok(tools.some((tool) => tool.name === "query" && tool.annotations?.readOnlyHint === true));
          const result = await agent.callTool(firstQuery);
          assert.notEqual(result.isError, true, JSON.stringify(result.content));
          assert.deepEqual(rowCount(result.structuredContent), 1);
          assert.deepEqual(JSON.parse(textOf(result.content)), result.structuredContent);
        } finally {
          await agent.close();
        }
      });

      it(
        verifies(
          "chain.errors",
          `An agent of ${era} gets a failed statement as a result that says why, without the statement`,
        ),
        async () => {
          const agent = await connect("presto", ada.home);
          try {
            const result = await agent.callTool({
              name: "query",
              arguments: { sql: "DELETE FROM ads.events WHERE 1=1" },
            });
            assert.equal(result.isError, true);
            assert.match(textOf(result.content), /read/i);
            assert.doesNotMatch(textOf(result.content), /1=1/);
          } finally {
            await agent.close();
          }
        },
      );
    });
  }

  it(
    verifies("chain.progress-cancel", "An agent gets progress, and after it cancels a call the next one is answered"),
    async () => {
      const agent = await modernAgent("presto", ada.home);
      try {
        const giveUp = new AbortController();
        let heard = 0;
        const long = agent.callTool(longQuery, {
          signal: giveUp.signal,
          // The agent gives up at the first progress message.
          onprogress: () => {
            heard += 1;
            giveUp.abort();
          },
        });
        await assert.rejects(long);
        assert.ok(heard > 0);
        const next = await agent.callTool(firstQuery);
        assert.notEqual(next.isError, true);
      } finally {
        await agent.close();
      }
    },
  );
});

function rowCount(structured: unknown): number | null {
  return typeof structured === "object" && structured !== null && "rows" in structured && Array.isArray(structured.rows)
    ? structured.rows.length
    : null;
}

function textOf(content: unknown): string {
  const first: unknown = Array.isArray(content) ? content[0] : undefined;
  return typeof first === "object" && first !== null && "text" in first ? String(first.text) : "";
}
