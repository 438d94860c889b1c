import assert from "node:assert/strict";
import { statSync } from "node:fs";
import { planToAdd, planToRemove } from "../../../../proxy/agents/plan.ts";
import { planToUndo } from "../../../../proxy/agents/undo.ts";
import { verifies } from "../../../support/verifies.ts";
import { TemporaryWorkplace } from "./workplace.ts";

const mine = '{\n  "mcpServers": {\n    "mine": { "command": "x", "env": { "T": "s3cr3t" } } // keep\n  }\n}\n';

describe("changes of an agent's file", () => {
  let user: TemporaryWorkplace;
  beforeEach(() => {
    user = new TemporaryWorkplace();
    user.write(".cursor/mcp.json", mine);
  });
  afterEach(() => user.dispose());

  it(
    verifies("agents.undo", "An undo restores the file byte for byte, and a second undo restores the change before it"),
    async () => {
      await user.add("cursor", "presto");
      const between = user.read(".cursor/mcp.json");
      await user.add("cursor", "presto", "spark");
      await user.undo();
      assert.equal(user.read(".cursor/mcp.json"), between);
      await user.undo();
      assert.equal(user.read(".cursor/mcp.json"), mine);
      assert.deepEqual(await user.undo(), []);
    },
  );

  it(verifies("agents.undo", "One undo takes back the changes of several agents"), async () => {
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

  it(verifies("agents.undo", "An undo removes only Drawbridge's entries if the file was changed since"), async () => {
    await user.add("cursor", "presto", "spark");
    user.write(".cursor/mcp.json", user.read(".cursor/mcp.json").replace('"x"', '"y"'));
    const [plan] = await user.undo();
    assert.equal(user.read(".cursor/mcp.json"), mine.replace('"x"', '"y"'));
    assert.match(plan?.notes[0] ?? "", /was changed since/);
  });

  it(verifies("agents.undo", "An undo restores a removed entry, also if the file was changed since"), async () => {
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

  it("An undo forgets a change that the user has already undone", async () => {
    await user.add("cursor", "presto");
    user.write(".cursor/mcp.json", mine);
    const [plan] = await user.undo();
    assert.match(plan?.notes[0] ?? "", /already as it was/);
    assert.equal(user.read(".cursor/mcp.json"), mine);
    assert.deepEqual(await user.undo(), []);
  });

  it(verifies("agents.undo", "An undo that is not possible now says why, and is possible later"), async () => {
    await user.add("cursor", "presto");
    const connected = user.read(".cursor/mcp.json");
    user.write(".cursor/mcp.json", `${connected}broken`);
    const [way] = await planToUndo(user.workplace);
    assert.ok(way?.kind === "trouble");
    assert.equal(way.trouble.code, "malformed");
    user.write(".cursor/mcp.json", connected);
    await user.undo();
    assert.equal(user.read(".cursor/mcp.json"), mine);
  });

  it(
    verifies(
      "agents.own-alone",
      "A removal keeps an entry that Drawbridge did not write, even if it has a server's name",
    ),
    async () => {
      const text = '{"mcpServers": {"presto": {"command": "uvx", "args": ["mine"]}}}';
      user.write(".cursor/mcp.json", text);
      const added = await user.add("cursor", "presto");
      assert.deepEqual(added.plan.entries, [{ server: "presto", name: "drawbridge-presto" }]);
      assert.match(added.plan.notes[0] ?? "", /own is there and stays; Drawbridge's is called drawbridge-presto/);
      await user.remove("cursor");
      assert.equal(user.read(".cursor/mcp.json"), text);
    },
  );

  it(verifies("agents.own-alone", "A removal keeps an entry that another machine's Drawbridge wrote"), async () => {
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

  it("A removal of one server keeps the entries of the other servers", async () => {
    await user.add("cursor", "presto", "spark");
    const { plan } = await user.remove("cursor", "spark");
    assert.deepEqual(plan.entries, [{ server: "spark", name: "spark" }]);
    assert.match(user.read(".cursor/mcp.json"), /"presto"/);
  });

  it(verifies("agents.own-alone", "An addition keeps what the user added to an entry of Drawbridge's"), async () => {
    await user.add("cursor", "presto");
    const disabled = user.read(".cursor/mcp.json").replace('"presto": {', '"presto": {\n      "disabled": true,');
    user.write(".cursor/mcp.json", disabled);
    await user.add("cursor", "presto", "spark");
    assert.match(user.read(".cursor/mcp.json"), /"disabled": true/);
  });

  it(
    verifies("agents.journal", "The journal keeps only the replaced part of the file, and only the user can read it"),
    async () => {
      await user.add("cursor", "presto");
      assert.doesNotMatch(user.read(".drawbridge/agents.json"), /s3cr3t/);
      assert.equal(statSync(user.path(".drawbridge/agents.json")).mode & 0o777, 0o600);
      assert.equal(statSync(user.path(".drawbridge")).mode & 0o777, 0o700);
    },
  );

  it(
    verifies("agents.journal", "A change is refused if the journal is damaged, and the message says what to do"),
    async () => {
      user.write(".drawbridge/agents.json", "{}");
      await assert.rejects(user.add("cursor", "presto"), { code: "journal", message: /Remove it to start again/ });
      assert.equal(user.read(".cursor/mcp.json"), mine);
    },
  );

  it("A change does not wait for a Drawbridge that was killed while it wrote", async () => {
    user.write(".drawbridge/agents.lock", "4194304123");
    await user.add("cursor", "presto");
  });
});

/**
 * The tests start no real agent. A stand-in on a PATH of the test's own records its arguments, and rewrites its file as
 * such programs do, with counters of its own.
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
const argv = process.argv.slice(2);
appendFileSync(${JSON.stringify(user.path("asked"))}, JSON.stringify(argv) + "\\n");
const config = JSON.parse(readFileSync(file, "utf8"));
${script}
`,
      0o755,
    );
  const willing = `
config.numStartups += 1;
const name = argv[4];
const [command, ...args] = argv.slice(6);
if (argv[1] === "add") config.mcpServers[name] = { type: "stdio", command, args, env: {} };
else delete config.mcpServers[name];
writeFileSync(file, JSON.stringify(config, null, 2));`;
  const calls = () =>
    user
      .read("asked")
      .trim()
      .split("\n")
      .map((line): unknown => JSON.parse(line));
  const entries = (): unknown => JSON.parse(user.read(".claude.json")).mcpServers;

  it(
    verifies(
      "agents.own-program",
      "The agent's own program makes the change, and the plan shows the exact command lines",
    ),
    async () => {
      standIn(willing);
      const launcher = user.path(".drawbridge/bin/drawbridge");
      const outcome = await user.add("claude-code", "presto", "spark");
      const { plan } = outcome;
      assert.ok(outcome.kind === "done" && outcome.by === "program");
      const line = (server: string) => ["mcp", "add", "--scope", "user", server, "--", launcher, "bridge", server];
      assert.deepEqual(calls(), [line("presto"), line("spark")]);
      assert.deepEqual(
        plan.commands.map(([, ...args]) => args),
        calls(),
      );
      await user.remove("claude-code", "spark");
      assert.deepEqual(calls().at(-1), ["mcp", "remove", "--scope", "user", "spark"]);
      assert.deepEqual(entries(), {
        mine: { command: "x" },
        presto: { type: "stdio", command: launcher, args: ["bridge", "presto"], env: {} },
      });
    },
  );

  it(
    verifies("agents.undo", "An undo restores the file byte for byte also after the agent's own program changed it"),
    async () => {
      standIn(willing);
      await user.add("claude-code", "presto");
      assert.notEqual(user.read(".claude.json"), before);
      await user.undo();
      assert.equal(user.read(".claude.json"), before);
    },
  );

  it(verifies("agents.own-program", "An edit makes the change if the agent's own program fails"), async () => {
    standIn("process.exit(1);");
    assert.deepEqual((await user.add("claude-code", "presto")).plan.commands.length, 1);
    assert.deepEqual(Object.keys(Object(entries())), ["mine", "presto"]);
    await user.undo();
    assert.equal(user.read(".claude.json"), before);
  });

  it(
    verifies("agents.own-program", "An edit makes the rest of the change if the agent's own program makes only a part"),
    async () => {
      standIn(`if (argv[4] === "spark") process.exit(1);${willing}`);
      await user.add("claude-code", "presto", "spark");
      assert.deepEqual(Object.keys(Object(entries())), ["mine", "presto", "spark"]);
      assert.equal((await user.remove("claude-code")).plan.entries.length, 2, "both are Drawbridge's");
      assert.deepEqual(entries(), { mine: { command: "x" } });
    },
  );

  it("A plan does not look for the own program of an agent whose file is safer to edit", async () => {
    user.write("bin/codex", "", 0o755);
    assert.deepEqual((await planToAdd(user.workplace, user.agent("codex"), ["presto"])).commands, []);
  });
});
