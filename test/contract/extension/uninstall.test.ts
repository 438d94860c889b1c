import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { z } from "zod";
import type { Workplace } from "../../../proxy/agents/agent-discovery.ts";
import { agentOf } from "../../../proxy/agents/agent-table.ts";
import { applyPlans } from "../../../proxy/agents/apply.ts";
import { installLauncher } from "../../../proxy/agents/install-launcher.ts";
import { planToAdd } from "../../../proxy/agents/plan.ts";
import { connectToBroker, tryConnect } from "../../../proxy/broker/ensure.ts";
import { homeOf } from "../../../proxy/files/home.ts";
import { ofNoCompany, stageExtension } from "../../../scripts/vsix.ts";
import { verifies } from "../../support/verifies.ts";

const Manifest = z.object({ scripts: z.object({ "vscode:uninstall": z.string() }) });
const original = '{ "mcpServers": {} }\n';

/** The user's home folder is a temporary one, so no agent of this machine is changed. */
describe("the extension's uninstall hook", function () {
  this.timeout(60_000);
  const root = realpathSync(mkdtempSync(join(tmpdir(), "drawbridge-hook-")));
  const extension = join(root, "extensions/drawbridge.drawbridge-0.1.0");
  const other = join(root, "other/cli.js");
  const home = homeOf(join(root, "user/.drawbridge"));
  const cursor = join(root, "user/.cursor/mcp.json");
  const workplace: Workplace = {
    home,
    machine: { platform: "linux", homeFolder: join(root, "user"), environment: {} },
  };

  before(async () => {
    await stageExtension(extension, ofNoCompany);
    mkdirSync(join(root, "other"));
    writeFileSync(other, "");
  });
  beforeEach(async () => {
    mkdirSync(join(root, "user/.cursor"), { recursive: true });
    writeFileSync(cursor, original);
    const agent = agentOf("cursor");
    assert.ok(agent);
    await installLauncher(workplace, join(extension, "proxy/cli.js"));
    await applyPlans(workplace, [await planToAdd(workplace, agent, ["presto"])], "first");
    (await connectToBroker(home, join(extension, "proxy/cli.js"))).destroy();
  });
  afterEach(() => rmSync(join(root, "user"), { recursive: true, force: true, maxRetries: 3 }));
  after(() => rmSync(root, { recursive: true, force: true }));

  /** Runs the manifest's script as VS Code does: it must begin with `node`, and the rest is a file and its arguments. */
  async function runHook(): Promise<{ code: unknown; stdout: string; ms: number }> {
    const manifest = Manifest.parse(JSON.parse(readFileSync(join(extension, "package.json"), "utf8")));
    const [node, file = "", ...args] = manifest.scripts["vscode:uninstall"].split(" ");
    assert.equal(node, "node");
    const began = performance.now();
    const child = spawn(process.execPath, [join(extension, file), "--type=extension-post-uninstall", ...args], {
      stdio: ["ignore", "pipe", "inherit"],
      env: { PATH: "", HOME: join(root, "user") },
    });
    let stdout = "";
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      stdout += text;
    });
    const [code] = await once(child, "close");
    return { code, stdout, ms: performance.now() - began };
  }

  it(
    verifies("uninstall.hook", "The hook ends the broker, restores agents' files and removes launcher and home"),
    async () => {
      const { code, stdout, ms } = await runHook();
      assert.equal(code, 0, stdout);
      assert.match(stdout, /^Cursor: removed presto/);
      assert.equal(readFileSync(cursor, "utf8"), original);
      assert.equal(await tryConnect(home.endpoint), null);
      assert.equal(existsSync(home.folder), false);
      assert.ok(ms < 5_000, `VS Code waits five seconds; it took ${ms} ms`);
      assert.equal((await runHook()).code, 0, "a second run is harmless");
    },
  );

  it(
    verifies("uninstall.shared", "The hook leaves agents, sign-in and home to another Drawbridge that is installed"),
    async () => {
      await installLauncher(workplace, other);
      const { code, stdout } = await runHook();
      assert.equal(code, 0, stdout);
      assert.match(readFileSync(cursor, "utf8"), /presto/);
      assert.equal(await tryConnect(home.endpoint), null);
      const launcher = readFileSync(join(home.folder, "bin/drawbridge"), "utf8");
      assert.ok(launcher.includes(other));
      assert.equal(launcher.includes(extension), false);
    },
  );
});
