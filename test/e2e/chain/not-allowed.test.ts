import assert from "node:assert/strict";
import { CommandLine } from "../../support/agents/command-line.ts";
import { modernAgent } from "../../support/agents/installed-agents.ts";
import { verifies } from "../../support/verifies.ts";
import { sharedStack } from "../../support/worlds/shared-stack.ts";

/** The words of the refusal, which are the same everywhere. */
const refusal = /finn may not use presto.*Ask Data Platform/;

describe("a user outside a server's groups", function () {
  this.timeout(60_000);
  const finn = new CommandLine();

  before(async () => {
    const { registryUrl } = await sharedStack();
    const { code, stderr } = await finn.run("login", "--registry", registryUrl, "--as", "finn");
    assert.equal(code, 0, stderr);
  });
  after(() => finn.dispose());

  it(
    verifies(
      "chain.not-allowed",
      "A user outside a server's groups sees it as not allowed, with the policy and whom to ask",
    ),
    async () => {
      const { code, stdout } = await finn.run("servers");
      assert.equal(code, 0);
      assert.match(stdout, /presto/);
      assert.match(stdout, refusal);
      assert.match(stdout, /presto\/groups/);
    },
  );

  it(
    verifies(
      "chain.not-allowed",
      "A user outside a server's groups is refused a call with the same words and exit code 5",
    ),
    async () => {
      const { code, stderr } = await finn.run("call", "presto", "query", "--args", '{"sql":"SELECT 1"}');
      assert.equal(code, 5);
      assert.match(stderr, refusal);
    },
  );

  it(
    verifies(
      "chain.not-allowed",
      "An agent of a user outside a server's groups gets no tools, and the same words for a call",
    ),
    async () => {
      const agent = await modernAgent("presto", finn.home);
      try {
        assert.deepEqual((await agent.listTools()).tools, []);
        const result = await agent.callTool({ name: "query", arguments: { sql: "SELECT 1" } });
        assert.equal(result.isError, true);
        assert.match(JSON.stringify(result.content), refusal);
      } finally {
        await agent.close();
      }
    },
  );
});

describe("a tool with its own policy", function () {
  this.timeout(60_000);
  const ines = new CommandLine();

  before(async () => {
    const { registryUrl } = await sharedStack();
    const { code, stderr } = await ines.run("login", "--registry", registryUrl, "--as", "ines");
    assert.equal(code, 0, stderr);
  });
  after(() => ines.dispose());

  it(
    verifies(
      "chain.tool-policy",
      "A tool is hidden from a user who may not use it, and a call by name is refused with its policy",
    ),
    async () => {
      const agent = await modernAgent("presto", ines.home);
      try {
        const { tools } = await agent.listTools();
        assert.ok(tools.some((tool) => tool.name === "query"));
        assert.equal(
          tools.some((tool) => tool.name === "get_revenue_metrics"),
          false,
        );
      } finally {
        await agent.close();
      }
      const { code, stderr } = await ines.run("call", "presto", "get_revenue_metrics", "--args", "{}");
      assert.equal(code, 5, stderr);
      assert.match(stderr, /revenue-metrics/);
    },
  );
});
