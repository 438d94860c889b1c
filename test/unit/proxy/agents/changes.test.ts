import assert from "node:assert/strict";
import { statSync } from "node:fs";
import { planToAdd, planToRemove } from "../../../../proxy/agents/plan.ts";
import { planToUndo } from "../../../../proxy/agents/undo.ts";
import { verifies } from "../../../support/verifies.ts";
import { TemporaryWorkplace } from "./workplace.ts";

const mine = '{\n  "mcpServers": {\n    "mine": { "command": "x", "env": { "T": "s3cr3t" } } // keep\n  }\n}\n';

describe("a change of an agent's file", () => {
  let user: TemporaryWorkplace;
  beforeEach(() => {
    user = new TemporaryWorkplace();
    user.write(".cursor/mcp.json", mine);
  });
  afterEach(() => user.dispose());

  it(verifies("agents.undo", "is taken back byte for byte, and the one before it after that"), async () => {
    await user.add("cursor", "presto");
    const between = user.read(".cursor/mcp.json");
    await user.add("cursor", "presto", "spark");
    await user.undo();
    assert.equal(user.read(".cursor/mcp.json"), between);
    await user.undo();
    assert.equal(user.read(".cursor/mcp.json"), mine);
    assert.deepEqual(await user.undo(), []);
  });

  it(verifies("agents.undo", "of several agents is taken back at once"), async () => {
    const plans = [];
    for (const id of ["cursor", "goose", "codex"])
      plans.push(await planToAdd(user.workplace, user.agent(id), ["presto"]));
    await user.apply(...plans);
    assert.equal((await user.undo()).length, 3);
    assert.deepEqual(
      [user.read(".cursor/mcp.json"), user.has(".config/goose/config.yaml"), user.has(".codex/config.toml")],
      [mine, false, false],
    );
  });

  it(verifies("agents.undo", "takes back its own entries alone where the file was changed since"), async () => {
    await user.add("cursor", "presto", "spark");
    user.write(".cursor/mcp.json", user.read(".cursor/mcp.json").replace('"x"', '"y"'));
    const [plan] = await user.undo();
    assert.equal(user.read(".cursor/mcp.json"), mine.replace('"x"', '"y"'));
    assert.match(plan?.notes[0] ?? "", /was changed since/);
  });

  it(verifies("agents.undo", "brings a removed entry back, into a file that was changed since too"), async () => {
    await user.add("cursor", "presto");
    const connected = user.read(".cursor/mcp.json");
    await user.remove("cursor");
    assert.equal(user.read(".cursor/mcp.json"), mine);
    await user.undo();
    assert.equal(user.read(".cursor/mcp.json"), connected);

    await user.remove("cursor");
    user.write(".cursor/mcp.json", mine.replace('"x"', '"y"'));
    await user.undo();
    assert.equal(user.read(".cursor/mcp.json"), connected.replace('"x"', '"y"'));
    assert.equal((await user.remove("cursor")).plan.entries.length, 1, "it is Drawbridge's again");
  });

  it("is forgotten where its user has already taken it back", async () => {
    await user.add("cursor", "presto");
    user.write(".cursor/mcp.json", mine);
    const [plan] = await user.undo();
    assert.match(plan?.notes[0] ?? "", /already as it was/);
    assert.equal(user.read(".cursor/mcp.json"), mine);
    assert.deepEqual(await user.undo(), []);
  });

  it(verifies("agents.undo", "that cannot be taken back now says why, and can be later"), async () => {
    await user.add("cursor", "presto");
    const connected = user.read(".cursor/mcp.json");
    user.write(".cursor/mcp.json", `${connected}broken`);
    const [way] = await planToUndo(user.workplace);
    assert.ok(way !== undefined && "trouble" in way);
    assert.equal(way.trouble.code, "malformed");
    user.write(".cursor/mcp.json", connected);
    await user.undo();
    assert.equal(user.read(".cursor/mcp.json"), mine);
  });

  it(verifies("agents.own-alone", "removes no entry that Drawbridge did not write, whatever its name"), async () => {
    const text = '{"mcpServers": {"presto": {"command": "uvx", "args": ["mine"]}}}';
    user.write(".cursor/mcp.json", text);
    const added = await user.add("cursor", "presto");
    assert.deepEqual(added.plan.entries, [{ server: "presto", name: "drawbridge-presto" }]);
    assert.match(added.plan.notes[0] ?? "", /own is there and stays; Drawbridge's is called drawbridge-presto/);
    await user.remove("cursor");
    assert.equal(user.read(".cursor/mcp.json"), text);
  });

  it(verifies("agents.own-alone", "leaves an entry that another machine's Drawbridge wrote"), async () => {
    await user.add("cursor", "presto");
    const shared = user.read(".cursor/mcp.json");
    const other = new TemporaryWorkplace();
    try {
      other.write(".cursor/mcp.json", shared.replaceAll(user.folder, other.folder));
      const plan = await planToRemove(other.workplace, other.agent("cursor"), null);
      assert.deepEqual(plan.entries, []);
      assert.match(plan.notes[0] ?? "", /was not written by Drawbridge here, so it stays/);
    } finally {
      other.dispose();
    }
  });

  it("removes one server's entry alone where that is asked for", async () => {
    await user.add("cursor", "presto", "spark");
    const { plan } = await user.remove("cursor", "spark");
    assert.deepEqual(plan.entries, [{ server: "spark", name: "spark" }]);
    assert.match(user.read(".cursor/mcp.json"), /"presto"/);
  });

  it(verifies("agents.own-alone", "keeps what its user added to an entry of Drawbridge's"), async () => {
    await user.add("cursor", "presto");
    const disabled = user.read(".cursor/mcp.json").replace('"presto": {', '"presto": {\n      "disabled": true,');
    user.write(".cursor/mcp.json", disabled);
    await user.add("cursor", "presto", "spark");
    assert.match(user.read(".cursor/mcp.json"), /"disabled": true/);
  });

  it(
    verifies("agents.journal", "keeps nothing of the file but the stretch that was replaced, for the user alone"),
    async () => {
      await user.add("cursor", "presto");
      assert.doesNotMatch(user.read(".drawbridge/agents.json"), /s3cr3t/);
      assert.equal(statSync(user.path(".drawbridge/agents.json")).mode & 0o777, 0o600);
      assert.equal(statSync(user.path(".drawbridge")).mode & 0o777, 0o700);
    },
  );

  it(verifies("agents.journal", "is refused where the journal is damaged, with what to do"), async () => {
    user.write(".drawbridge/agents.json", "{}");
    await assert.rejects(user.add("cursor", "presto"), { code: "journal", message: /Remove it to start anew/ });
    assert.equal(user.read(".cursor/mcp.json"), mine);
  });

  it("does not wait for a Drawbridge that was killed while it wrote", async () => {
    user.write(".drawbridge/agents.lock", "4194304123");
    await user.add("cursor", "presto");
  });
});

/**
 * No real agent is ever started here: a stand-in on a PATH of the test's own writes down what it is asked, and rewrites
 * its file as such programs do, with counters of its own.
 */
describe("an agent's own program", () => {
  const before = '{"numStartups": 1, "mcpServers": {"mine": {"command": "x"}}}';
  let user: TemporaryWorkplace;
  beforeEach(() => {
    user = new TemporaryWorkplace();
    user.write(".claude.json", before, 0o600);
  });
  afterEach(() => user.dispose());

  const standIn = (script: string) =>
    user.write(
      "bin/claude",
      `#!${process.execPath}
const { appendFileSync, readFileSync, writeFileSync } = require("node:fs");
const file = ${JSON.stringify(user.path(".claude.json"))};
const asked = process.argv.slice(2);
appendFileSync(${JSON.stringify(user.path("asked"))}, JSON.stringify(asked) + "\\n");
const said = JSON.parse(readFileSync(file, "utf8"));
${script}
`,
      0o755,
    );
  const willing = `
said.numStartups += 1;
const name = asked[4];
const [command, ...args] = asked.slice(6);
if (asked[1] === "add") said.mcpServers[name] = { type: "stdio", command, args, env: {} };
else delete said.mcpServers[name];
writeFileSync(file, JSON.stringify(said, null, 2));`;
  const asked = () =>
    user
      .read("asked")
      .trim()
      .split("\n")
      .map((line): unknown => JSON.parse(line));
  const entries = (): unknown => JSON.parse(user.read(".claude.json")).mcpServers;

  it(verifies("agents.own-program", "makes the change, and the exact command lines are in the plan"), async () => {
    standIn(willing);
    const launcher = user.path(".drawbridge/bin/drawbridge");
    const { plan, ...done } = await user.add("claude-code", "presto", "spark");
    assert.deepEqual(done, { by: "program" });
    const line = (server: string) => ["mcp", "add", "--scope", "user", server, "--", launcher, "bridge", server];
    assert.deepEqual(asked(), [line("presto"), line("spark")]);
    assert.deepEqual(
      plan.commands.map(([, ...args]) => args),
      asked(),
    );
    await user.remove("claude-code", "spark");
    assert.deepEqual(asked().at(-1), ["mcp", "remove", "--scope", "user", "spark"]);
    assert.deepEqual(entries(), {
      mine: { command: "x" },
      presto: { type: "stdio", command: launcher, args: ["bridge", "presto"], env: {} },
    });
  });

  it(verifies("agents.undo", "leaves a change that is taken back byte for byte all the same"), async () => {
    standIn(willing);
    await user.add("claude-code", "presto");
    assert.notEqual(user.read(".claude.json"), before);
    await user.undo();
    assert.equal(user.read(".claude.json"), before);
  });

  it(verifies("agents.own-program", "that fails leaves the work to an edit"), async () => {
    standIn("process.exit(1);");
    assert.deepEqual((await user.add("claude-code", "presto")).plan.commands.length, 1);
    assert.deepEqual(Object.keys(Object(entries())), ["mine", "presto"]);
    await user.undo();
    assert.equal(user.read(".claude.json"), before);
  });

  it(verifies("agents.own-program", "that does a part leaves the rest to an edit"), async () => {
    standIn(`if (asked[4] === "spark") process.exit(1);${willing}`);
    await user.add("claude-code", "presto", "spark");
    assert.deepEqual(Object.keys(Object(entries())), ["mine", "presto", "spark"]);
    assert.equal((await user.remove("claude-code")).plan.entries.length, 2, "both are Drawbridge's");
    assert.deepEqual(entries(), { mine: { command: "x" } });
  });

  it("is not looked for by an agent whose file is better edited", async () => {
    user.write("bin/codex", "", 0o755);
    assert.deepEqual((await planToAdd(user.workplace, user.agent("codex"), ["presto"])).commands, []);
  });
});
