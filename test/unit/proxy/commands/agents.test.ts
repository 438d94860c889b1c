import assert from "node:assert/strict";
import { lookAround } from "../../../../proxy/agents/agent-discovery.ts";
import { AgentsError } from "../../../../proxy/agents/model/errors.ts";
import { planToAdd, planToRemove } from "../../../../proxy/agents/plan.ts";
import { carryThrough, type Proposal } from "../../../../proxy/commands/agents/change.ts";
import { describeAgents } from "../../../../proxy/commands/agents/words.ts";
import { absentPerson, RecordedTerminal } from "../../../support/people/recorded-terminal.ts";
import { verifies } from "../../../support/verifies.ts";
import { TemporaryWorkplace } from "../agents/workplace.ts";

const options = { yes: false, diff: false, json: false };

describe("`drawbridge agents` in the terminal", () => {
  let user: TemporaryWorkplace;
  let terminal: RecordedTerminal;
  let lines: readonly string[];
  const answering = (yes: boolean) => terminal.answering(yes);

  beforeEach(() => {
    user = new TemporaryWorkplace();
    terminal = new RecordedTerminal();
    lines = terminal.lines;
    user.write(".cursor/mcp.json", "{}");
  });
  afterEach(() => user.dispose());

  const additions = async (...servers: string[]): Promise<Proposal> => ({
    plans: [await planToAdd(user.workplace, user.agent("cursor"), servers)],
    troubles: [],
  });

  it(verifies("agents.asks", "`agents add` shows the change, asks, and makes it after a yes"), async () => {
    assert.equal(await carryThrough(user.workplace, await additions("presto"), options, answering(true), terminal), 0);
    assert.match(lines[1] ?? "", /^--- ~\/\.cursor\/mcp\.json\n/);
    assert.deepEqual(
      [lines[0], ...lines.slice(2)],
      ["Cursor: add presto to ~/.cursor/mcp.json", "? Make this change?", "Cursor: connected presto."],
    );
    assert.match(user.read(".cursor/mcp.json"), /presto/);
  });

  it(
    verifies(
      "agents.asks",
      "`agents add` changes nothing after a no, without a person to ask, or for a program without --yes",
    ),
    async () => {
      for (const [person, json] of [
        [answering(false), false],
        [absentPerson, false],
        [answering(true), true],
      ] as const)
        assert.equal(
          await carryThrough(user.workplace, await additions("presto"), { ...options, json }, person, terminal),
          6,
        );
      assert.equal(user.read(".cursor/mcp.json"), "{}");
      assert.equal(user.has(".drawbridge"), false);
    },
  );

  it("`agents add` asks nothing if there is nothing to change, and fails if an agent's file cannot be changed", async () => {
    assert.equal(await carryThrough(user.workplace, await additions(), options, absentPerson, terminal), 0);
    assert.deepEqual(lines, ["Nothing to change."]);
    const troubles = [{ agent: "Zed", trouble: new AgentsError("malformed", "settings.json is broken.") }];
    assert.equal(await carryThrough(user.workplace, { plans: [], troubles }, options, absentPerson, terminal), 1);
    assert.equal(lines[1], "! Zed: settings.json is broken.");
  });

  it("`agents remove` says why it keeps an entry that is not Drawbridge's", async () => {
    await user.add("cursor", "presto");
    user.write(".drawbridge/agents.json", '{"drawbridge":1,"written":[],"changes":[]}');
    const proposal = { plans: [await planToRemove(user.workplace, user.agent("cursor"), null)], troubles: [] };
    await carryThrough(user.workplace, proposal, options, absentPerson, terminal);
    assert.deepEqual(lines, [
      "Cursor: The entry presto was not written by Drawbridge here, so it stays.",
      "Nothing to change.",
    ]);
  });

  it("`agents list` shows what each agent is connected to", async () => {
    user.write(".cursor/mcp.json", '{"mcpServers":{"spark":{"url":"https://mine"}}}');
    await user.add("cursor", "presto", "retired");
    user.write(".gemini/settings.json", "{");
    const here = await lookAround(user.workplace, ["presto", "spark"]);
    assert.deepEqual(describeAgents(here, user.workplace.machine).split("\n"), [
      "AGENT   CONNECTED       MISSING             FILE",
      "cursor  presto          spark (name taken)  ~/.cursor/mcp.json",
      "gemini  cannot be read  -                   ~/.gemini/settings.json",
      "Cursor has an entry retired for retired, which you may not use now. Remove it: drawbridge agents remove cursor --server retired",
      `Gemini CLI: ${user.path(".gemini/settings.json")} is not valid JSON (line 1: close brace expected). Nothing was changed: set it right, then try again.`,
      "Not found: Claude Code, Claude Desktop, Codex, Copilot CLI, Windsurf, Zed, Goose.",
    ]);
  });
});
