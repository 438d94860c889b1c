import assert from "node:assert/strict";
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Client } from "@modelcontextprotocol/client";
import { StdioClientTransport } from "@modelcontextprotocol/client/stdio";
import { z } from "zod";
import { CommandLine, type Outcome } from "../../support/agents/command-line.ts";
import { verifies } from "../../support/verifies.ts";
import { sharedStack } from "../../support/worlds/shared-stack.ts";

const Entry = z.object({ command: z.string(), args: z.array(z.string()) });
const CursorFile = z.object({ mcpServers: z.record(z.string(), z.unknown()) });
const Listed = z.object({
  servers: z.array(z.string()).nullable(),
  agents: z.array(z.object({ id: z.string(), found: z.boolean(), missing: z.array(z.string()) })),
});

const cursorBefore =
  '{\n  // mine\n  "mcpServers": {\n    "tickets": { "url": "https://x", "token": "s3cr3t" },\n  },\n}\n';

/**
 * The user's home folder is a temporary one, and its PATH holds only stand-ins, so no agent of this machine is changed.
 */
describe("`drawbridge agents`", function () {
  this.timeout(60_000);
  let registry: string;
  let user: CommandLine;
  let bin: string;

  before(async () => {
    registry = (await sharedStack()).registryUrl;
  });
  beforeEach(() => {
    user = new CommandLine();
    bin = join(user.home, "stand-ins");
    for (const folder of [".cursor", ".claude", "stand-ins"]) mkdirSync(join(user.home, folder));
    writeFileSync(cursor(), cursorBefore);
    const standIn = `#!/bin/sh\necho "$@" >> '${join(user.home, "asked")}'\nexit 1\n`;
    writeFileSync(join(bin, "claude"), standIn, { mode: 0o755 });
  });
  afterEach(() => user.dispose());

  const cursor = () => join(user.home, ".cursor/mcp.json");
  const read = (name: string) => readFileSync(join(user.home, name), "utf8");
  const signIn = async (as: string) => {
    const { code, stderr } = await user.run("login", "--registry", registry, "--as", as);
    assert.equal(code, 0, stderr);
  };

  const run = async (exit: number, ...args: string[]): Promise<Outcome> => {
    const outcome = await user.runWith({ PATH: bin }, "agents", ...args);
    assert.equal(outcome.code, exit, `${args.join(" ")}: ${outcome.stdout}${outcome.stderr}`);
    return outcome;
  };

  it(
    verifies(
      "agents.chain",
      "`agents add` connects an agent that then gets rows of the warehouse, and `agents undo` takes that back",
    ),
    async () => {
      await signIn("ada");
      await run(0, "add", "cursor", "--yes");
      const { mcpServers } = CursorFile.parse(
        JSON.parse(
          read(".cursor/mcp.json")
            .replace("// mine", "")
            .replace(/,(?=\s*\})/g, ""),
        ),
      );
      const { command, args } = Entry.parse(mcpServers.presto);
      const agent = new Client({ name: "cursor-like", version: "1" });
      // The environment holds only what the transport needs.
      await agent.connect(new StdioClientTransport({ command, args, env: { PATH: bin }, stderr: "ignore" }));
      try {
        const result = await agent.callTool({ name: "query", arguments: { sql: "SELECT count(*) FROM ads.events" } });
        assert.notEqual(result.isError, true, JSON.stringify(result.content));
      } finally {
        await agent.close();
      }
      await run(0, "undo", "--yes");
      assert.equal(read(".cursor/mcp.json"), cursorBefore);
    },
  );

  it(
    verifies("cli.doctor", "Doctor finds connected agents whose launcher is gone, and `agents add` restores it"),
    async () => {
      await signIn("ada");
      const agents = async () =>
        /^(\S+) +agents: (.*(\n +→ .*)?)$/m.exec((await user.run("doctor")).stdout)?.slice(1, 3);
      assert.deepEqual(await agents(), ["ok", "none is connected; VS Code needs no connecting"]);
      await run(0, "add", "cursor", "--yes");
      assert.deepEqual(await agents(), ["ok", "Cursor connected"]);
      const launcher = join(user.home, "bin/drawbridge");
      const broken = [() => rmSync(launcher), () => writeFileSync(launcher, "#!/bin/sh\nexit 127\n")];
      for (const breakIt of broken) {
        breakIt();
        const [state, found] = (await agents()) ?? [];
        assert.equal(state, "FAIL");
        assert.match(
          found ?? "",
          /^Cursor would start .*\/bin\/drawbridge, which is gone.*\n.*→ Run `drawbridge agents add`/,
        );
        await run(0, "add", "cursor", "--diff");
        assert.equal((await agents())?.[0], "FAIL", "a preview does not repair it");
        assert.match((await run(0, "add", "cursor")).stdout, /Nothing to change/);
        assert.deepEqual(await agents(), ["ok", "Cursor connected"]);
      }
      writeFileSync(join(user.home, "agents.json"), "{");
      assert.match((await agents())?.[1] ?? "", /agents\.json.* cannot be read/);
    },
  );

  it(
    verifies(
      "agents.asks",
      "`agents add` changes nothing without a confirmation: it shows the diff and exits with code 6",
    ),
    async () => {
      await signIn("ada");
      const { stdout, stderr } = await run(6, "add", "--server", "presto");
      assert.match(stdout, /^Cursor: add presto to ~\/\.cursor\/mcp\.json\n--- ~\/\.cursor\/mcp\.json\n\+\+\+ /m);
      assert.match(stdout, /^\+ {4}"presto": \{$/m);
      assert.doesNotMatch(stdout, /s3cr3t/);
      assert.match(stderr, /Nothing was changed: add --yes/);
      await run(0, "add", "--diff");
      assert.equal(read(".cursor/mcp.json"), cursorBefore);
      assert.equal(existsSync(join(user.home, "bin")), false, "no launcher either");
    },
  );

  it(
    verifies("agents.own-program", "`agents add` calls an agent's own program first, and edits the file if that fails"),
    async () => {
      await signIn("ada");
      const { stdout } = await run(0, "add", "claude-code", "--server", "presto", "--yes");
      assert.match(stdout, /by: .*stand-ins\/claude mcp add --scope user presto -- .* bridge presto/);
      assert.equal(
        read("asked"),
        `mcp add --scope user presto -- ${join(user.home, "bin/drawbridge")} bridge presto\n`,
      );
      assert.match(read(".claude.json"), /"presto"/);
    },
  );

  it("`agents list` shows what is connected and what is missing, also as JSON for a program", async () => {
    const signedOut = await run(0, "list");
    assert.match(signedOut.stderr, /not known: You are not signed in/);
    await signIn("ada");
    const { servers } = Listed.parse(JSON.parse((await run(0, "list", "--json")).stdout));
    assert.ok(servers?.includes("presto"));
    const all = (servers ?? []).join(", ");
    const inList = async (row: string) =>
      assert.ok((await run(0, "list")).stdout.replaceAll(/ {2,}/g, "|").includes(`\n${row}|~/.cursor/mcp.json\n`), row);
    await inList(`cursor|-|${all}`);
    await run(0, "add", "--yes");
    await inList(`cursor|${all}|-`);
    const { agents } = Listed.parse(JSON.parse((await run(0, "list", "--json")).stdout));
    assert.deepEqual(
      agents.flatMap(({ id, found }) => (found ? [id] : [])),
      ["claude-code", "cursor"],
    );
    assert.match((await run(0, "add", "--yes")).stdout, /Nothing to change/);
  });

  it("`agents add` offers no server that the user may not use", async () => {
    await run(3, "add", "--yes");
    await signIn("finn");
    assert.match((await run(0, "add", "--yes")).stdout, /Nothing to change/);
    const { stderr } = await run(5, "add", "--server", "presto", "--yes");
    assert.match(stderr, /finn may not use presto/);
    assert.equal(read(".cursor/mcp.json"), cursorBefore);
  });

  it(
    verifies("agents.malformed", "`agents add` names a file that cannot be read, changes the others, and fails"),
    async () => {
      await signIn("ada");
      writeFileSync(cursor(), "{ broken");
      const { stdout, stderr } = await run(1, "add", "--yes");
      assert.match(stderr, /Cursor: .*\.cursor\/mcp\.json is not valid JSON/);
      assert.match(stdout, /Claude Code: connected .*presto/);
      assert.equal(read(".cursor/mcp.json"), "{ broken");
      assert.match((await run(0, "list")).stdout, /^cursor +cannot be read/m);
    },
  );

  it("`drawbridge agents` explains what is wrong with its arguments", async () => {
    for (const [args, message] of [
      [[], /The action is missing/],
      [["connect"], /There is no action connect/],
      [["add", "emacs"], /There is no agent emacs. Known are claude-code/],
      [["add", "zed"], /Zed was not found/],
      [["add", "--yes", "--diff"], /exclude each other/],
      [["undo", "cursor"], /takes neither agents nor servers/],
    ] as const)
      assert.match((await run(2, ...args)).stderr, message);
  });
});
