import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, readFileSync, renameSync, rmSync, statSync } from "node:fs";
import { installLauncher } from "../../../../proxy/agents/install-launcher.ts";
import { type Installation, launcherText, ranked } from "../../../../proxy/agents/launcher.ts";
import { repository } from "../../../support/machine/source-files.ts";
import { verifies } from "../../../support/verifies.ts";
import { TemporaryWorkplace } from "./workplace.ts";

const golden = (name: string) => readFileSync(`${repository}test/golden/agents/launcher/${name}`, "utf8");

describe("the launcher's text", () => {
  it(verifies("agents.launcher-node", "The launcher's shell script tries real Nodes first and the editor last"), () => {
    const installations: readonly Installation[] = [
      {
        version: "0.2.0",
        program: "/home/ada o'neil/.vscode/extensions/drawbridge-0.2.0/proxy/cli.js",
        nodes: ["/usr/local/bin/node"],
        editor: "/usr/share/code/code",
      },
      { version: "0.1.0", program: "/usr/local/bin/drawbridge", nodes: ["/usr/local/bin/node"], editor: null },
    ];
    assert.equal(launcherText("linux", "/home/ada o'neil/.drawbridge", installations), golden("drawbridge"));
  });

  it(
    verifies(
      "agents.launcher-node",
      "The launcher's Windows command file does the same, with any characters in the paths",
    ),
    () => {
      const installations: readonly Installation[] = [
        {
          version: "0.2.0",
          program: "C:\\Users\\Jörg 100%\\.vscode\\extensions\\drawbridge-0.2.0\\proxy\\cli.js",
          nodes: ["C:\\Program Files\\nodejs\\node.exe"],
          editor: "C:\\Users\\Jörg 100%\\AppData\\Local\\Programs\\Microsoft VS Code\\Code.exe",
        },
      ];
      assert.equal(launcherText("win32", "C:\\Users\\Jörg 100%\\.drawbridge", installations), golden("drawbridge.cmd"));
    },
  );
});

describe("the order of installations", () => {
  const installation = (version: string, program: string): Installation => ({
    version,
    program,
    nodes: [],
    editor: null,
  });
  const programs = (known: readonly Installation[], added: Installation) =>
    ranked(known, added).map(({ program }) => program);

  it(
    verifies(
      "agents.launcher",
      "The launcher starts the newest installation, and of one version the one that was installed last",
    ),
    () => {
      const installations = [installation("0.10.0", "new"), installation("0.9.0", "old")];
      assert.deepEqual(programs(installations, installation("0.9.0", "older")), ["new", "older", "old"]);
      assert.deepEqual(programs(installations, installation("0.10.0", "other")), ["other", "new", "old"]);
      assert.deepEqual(programs(installations, installation("0.10.1-beta.1", "newest")), ["newest", "new", "old"]);
      assert.deepEqual(programs([installation("1.0.0-rc.1", "candidate")], installation("1.0.0", "release")), [
        "release",
        "candidate",
      ]);
      assert.deepEqual(programs([installation("1.0.0", "release")], installation("1.0.0-rc.1", "candidate")), [
        "release",
        "candidate",
      ]);
      assert.deepEqual(programs(installations, installation("0.11.0", "old")), ["old", "new"], "an update in place");
    },
  );
});

describe("the launcher on disk", () => {
  let user: TemporaryWorkplace;
  /** A program that prints what started it and its arguments. */
  const program = (name: string) =>
    user.write(
      name,
      `console.log(JSON.stringify([${JSON.stringify(name)}, process.execPath, process.env.DRAWBRIDGE_HOME, process.env.ELECTRON_RUN_AS_NODE ?? null, ...process.argv.slice(2)]));`,
    );
  /** A "Node" that is the real one under another path. */
  const node = (name: string) =>
    user.write(name, `#!/bin/sh\necho started by ${name} >&2\nexec '${process.execPath}' "$@"\n`, 0o755);
  const runtime = { executable: process.execPath, electron: false };
  /** With an empty environment, as some agents start their servers. */
  const start = (launcher: string, ...args: string[]) => spawnSync(launcher, args, { env: {}, encoding: "utf8" });

  beforeEach(() => {
    user = new TemporaryWorkplace();
  });
  afterEach(() => user.dispose());

  it(
    verifies(
      "agents.launcher",
      "The launcher starts the program with its arguments and its home, without any environment",
    ),
    async () => {
      const launcher = await installLauncher(user.workplace, program("a b's/cli.cjs"), runtime);
      const { stdout, status } = start(launcher, "bridge", "presto");
      assert.deepEqual(JSON.parse(stdout), [
        "a b's/cli.cjs",
        process.execPath,
        user.path(".drawbridge"),
        null,
        "bridge",
        "presto",
      ]);
      assert.equal(status, 0);
      assert.equal(statSync(launcher).mode & 0o777, 0o700);
    },
  );

  it(
    verifies("agents.launcher", "The launcher starts another installation if one is gone, and says so if all are gone"),
    async () => {
      await installLauncher(user.workplace, program("first.cjs"), runtime);
      const launcher = await installLauncher(user.workplace, program("second.cjs"), runtime);
      assert.match(start(launcher).stdout, /second/);
      rmSync(user.path("second.cjs"));
      assert.match(start(launcher).stdout, /first/);
      rmSync(user.path("first.cjs"));
      const { status, stdout, stderr } = start(launcher);
      assert.deepEqual([status, stdout], [127, ""]);
      assert.match(stderr, /was moved or removed\. Open VS Code, or run drawbridge agents add/);
    },
  );

  it(
    verifies("agents.launcher", "The launcher keeps its path through updates, and drops installations that are gone"),
    async () => {
      const before = await installLauncher(user.workplace, program("first.cjs"), runtime);
      renameSync(user.path("first.cjs"), user.path("updated.cjs"));
      const after = await installLauncher(user.workplace, user.path("updated.cjs"), runtime);
      assert.equal(after, before);
      assert.doesNotMatch(readFileSync(after, "utf8"), /first/);
      const { mtimeMs } = statSync(after);
      await installLauncher(user.workplace, user.path("updated.cjs"), runtime);
      assert.equal(statSync(after).mtimeMs, mtimeMs, "what is as it should be is not written again");
    },
  );

  it(
    verifies(
      "agents.launcher-node",
      "The launcher prefers the Node on the PATH, and uses the running Node if that is gone",
    ),
    async () => {
      node("bin/node");
      const launcher = await installLauncher(user.workplace, program("cli.cjs"), runtime);
      assert.equal(start(launcher).stderr, "started by bin/node\n");
      rmSync(user.path("bin/node"));
      assert.equal(start(launcher).status, 0);
    },
  );

  it(verifies("agents.launcher-node", "The launcher uses no Node that is too old"), async () => {
    user.write("bin/node", "#!/bin/sh\necho v18.20.0\n", 0o755);
    const launcher = await installLauncher(user.workplace, program("cli.cjs"), runtime);
    assert.equal(readFileSync(launcher, "utf8").includes(user.path("bin/node")), false);
  });

  it(
    verifies("agents.launcher-node", "The launcher runs an editor as a Node only if there is no real Node"),
    async () => {
      const editor = { executable: node("code"), electron: true };
      const launcher = await installLauncher(user.workplace, program("cli.cjs"), editor);
      const output: unknown = JSON.parse(start(launcher, "bridge").stdout);
      assert.deepEqual(output, ["cli.cjs", process.execPath, user.path(".drawbridge"), "1", "bridge"]);
      node("bin/node");
      await installLauncher(user.workplace, user.path("cli.cjs"), editor);
      assert.equal(start(launcher).stderr, "started by bin/node\n");
    },
  );

  it("The launcher's shell does not stay after it has started the bridge", async () => {
    const script = user.write("cli.cjs", "console.log(process.ppid)");
    const launcher = await installLauncher(user.workplace, script, runtime);
    assert.equal(Number(execFileSync(launcher, { encoding: "utf8" })), process.pid);
  });

  it("The launcher is refused with a message if it cannot be written", async () => {
    user.write(".drawbridge/bin", "a file");
    await assert.rejects(installLauncher(user.workplace, program("cli.cjs"), runtime), {
      code: "launcher",
      message: /cannot be written/,
    });
    assert.equal(existsSync(user.path(".drawbridge/agents.lock")), false);
  });
});
