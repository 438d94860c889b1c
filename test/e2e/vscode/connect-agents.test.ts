import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Locator } from "playwright-core";
import { z } from "zod";
import { until } from "../../support/clocks/until.ts";
import { verifies } from "../../support/verifies.ts";
import type { Window } from "../../support/vscode/window.ts";
import { sharedWorld, type World } from "../../support/vscode/world.ts";

const codexBefore = `# mine, and stays
model = "gpt-x"

[mcp_servers.other]
command = "other" # with a token
env = { TOKEN = "the-secret-token" }
`;
const cursorBefore = '{\n  // mine\n  "mcpServers": {}\n}\n';

describe("the other agents on the machine", function () {
  this.timeout(90_000);
  let world: World;
  let files: { readonly codex: string; readonly cursor: string };
  before(async function () {
    this.timeout(240_000);
    world = await sharedWorld();
    const home = world.workbench.userHome;
    files = { codex: join(home, ".codex", "config.toml"), cursor: join(home, ".cursor", "mcp.json") };
    for (const folder of [".codex", ".cursor"]) mkdirSync(join(home, folder), { recursive: true });
  });
  beforeEach(() => {
    writeFileSync(files.codex, codexBefore);
    writeFileSync(files.cursor, cursorBefore);
  });

  const read = (file: string): string => readFileSync(file, "utf8");

  const question = (window: Window, text: string | RegExp): Locator => window.notification(text);

  /** Chooses exactly these agents, although this machine may have others. */
  async function choose(window: Window, names: readonly string[]): Promise<void> {
    await window.quickRow(names[0] ?? "").waitFor();
    await window.chooseAlone(names);
    await window.page.locator(".quick-input-widget:visible").getByRole("button", { name: "OK" }).click();
  }

  it(
    verifies(
      "vscode.connect-agents",
      "Agents are connected after the person saw the exact change, and Undo restores their files byte for byte",
    ),
    async () => {
      const window = await world.signedIn("ada");
      await window.run("Drawbridge: Connect Agents…");
      await window.quickRow("Codex").filter({ hasText: "not connected" }).waitFor();
      await choose(window, ["Codex", "Cursor"]);
      const confirmation = question(window, /Connect: Cursor, Codex|Connect: Codex, Cursor/);
      await confirmation.waitFor();
      assert.equal(await window.page.locator(".quick-input-widget:visible").count(), 0, "nothing lies over the change");
      await window.page.getByText("mcp_servers.presto").first().waitFor();
      assert.equal(
        await window.page.getByText("the-secret-token").count(),
        0,
        "the values of other servers stay hidden",
      );
      assert.equal(read(files.codex), codexBefore, "nothing is written before the yes");
      await confirmation.getByRole("button", { name: "Connect" }).click();
      const notification = window.notification(/Connected Cursor \(.*presto.*Codex \(/);
      await notification.waitFor();
      assert.match(read(files.codex), /# mine, and stays[\s\S]*\[mcp_servers\.presto\]/);
      assert.match(read(files.cursor), /\/\/ mine[\s\S]*"presto"/);
      await notification.getByRole("button", { name: "Undo" }).click();
      await question(window, "Undo: ").getByRole("button", { name: "Undo" }).click();
      await window.notification("is as it was before").waitFor();
      assert.equal(read(files.codex), codexBefore);
      assert.equal(read(files.cursor), cursorBefore);
    },
  );

  it(
    verifies("vscode.connect-agents", "An agent's file stays unchanged where the person closes the change"),
    async () => {
      const window = await world.signedIn("ada");
      await window.run("Drawbridge: Connect Agents…");
      await choose(window, ["Codex"]);
      const confirmation = question(window, "Connect: Codex");
      await confirmation.waitFor();
      await confirmation.hover();
      await window.ask("command", { id: "workbench.action.closeAllEditors" }, z.unknown());
      await until("the change is gone", async () => (await window.page.locator(".tab").count()) === 0);
      await confirmation.getByRole("button", { name: "Connect" }).click();
      await window.notification("Nothing was written: this change is not shown any more").waitFor();
      assert.equal(read(files.codex), codexBefore);
      await window.clear();
    },
  );

  for (const [what, agents, file] of [
    ["one file", ["Codex"], "codex"],
    ["several files", ["Codex", "Cursor"], "cursor"],
  ] as const) {
    it(
      verifies(
        "vscode.connect-agents",
        `The change of ${what} has its answers above it once the question is in the bell`,
      ),
      async () => {
        const window = await world.signedIn("ada");
        await window.clear();
        await window.run("Drawbridge: Connect Agents…");
        await choose(window, agents);
        await question(window, "Connect: ").waitFor();
        await window.ask("command", { id: "notifications.hideToasts" }, z.unknown());
        const above = (name: string): Locator =>
          window.page.locator(".editor-actions").getByRole("button", { name: `${name} the Shown Change` });
        await above("Discard").waitFor();
        await window.pictures(`change-${file}`);
        const problems = window.page.locator(".statusbar-item", { has: window.page.locator(".codicon-error") }).first();
        assert.equal((await problems.innerText()).replaceAll(/\s+/g, " ").trim(), "0 0");
        await above("Make").click();
        await window.notification(/Connected /).waitFor();
        assert.match(read(files[file]), /presto/);
        await window.clear();
      },
    );
  }

  it(verifies("vscode.connect-agents", "An agent's file stays unchanged where the person says no"), async () => {
    const window = await world.signedIn("ada");
    await window.run("Drawbridge: Connect Agents…");
    await choose(window, ["Codex"]);
    await question(window, "Connect: Codex").getByRole("button", { name: "Discard" }).click();
    await until(
      "the diff is closed",
      async () => (await window.page.locator(".tab", { hasText: "Codex" }).count()) === 0,
    );
    assert.equal(read(files.codex), codexBefore);
  });

  it(
    verifies(
      "vscode.launcher",
      "A connected agent starts the editor's proxy by one stable path, and loses its entry when it is disconnected",
    ),
    async () => {
      const window = await world.signedIn("ada");
      await window.run("Drawbridge: Connect Agents…");
      await choose(window, ["Codex"]);
      await question(window, "Connect: ").getByRole("button", { name: "Connect" }).click();
      await window.notification(/Connected Codex/).waitFor();
      const launcher = join(world.home, "bin", "drawbridge");
      assert.ok(
        read(files.codex).includes(launcher),
        "no path of this version of the extension is in the agent's file",
      );
      const { stdout, status } = spawnSync(launcher, ["--version"], { encoding: "utf8", env: {} });
      assert.equal(status, 0);
      assert.match(stdout, /^\d+\.\d+\.\d+/);
      await window.clear();
      await window.run("Drawbridge: Disconnect Agents…");
      await choose(window, ["Codex"]);
      await question(window, "Disconnect: ").getByRole("button", { name: "Disconnect" }).click();
      await window.notification(/Disconnected Codex/).waitFor();
      assert.equal(read(files.codex), codexBefore);
    },
  );

  it(
    verifies("vscode.walkthrough", "The walkthrough's last step is completed once an agent is connected"),
    async () => {
      const window = await world.signedIn("ada");
      await window.run("Drawbridge: Connect Agents…");
      await choose(window, ["Cursor"]);
      await question(window, "Connect: ").getByRole("button", { name: "Connect" }).click();
      await window.notification(/Connected Cursor/).waitFor();
      await window.run("Drawbridge: Get Started");
      const step = window.page.locator(".getting-started-step", { hasText: "Connect your other agents" });
      await step.locator(".codicon-getting-started-step-checked.complete").waitFor();
    },
  );
});
