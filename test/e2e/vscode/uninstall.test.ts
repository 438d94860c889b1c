import assert from "node:assert/strict";
import { type ChildProcess, execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { z } from "zod";
import { extensionId } from "../../../extension/contributions.ts";
import { agentOf } from "../../../proxy/agents/agent-table.ts";
import { applyPlans } from "../../../proxy/agents/apply.ts";
import { installLauncher } from "../../../proxy/agents/install-launcher.ts";
import { planToAdd } from "../../../proxy/agents/plan.ts";
import { homeOf } from "../../../proxy/files/home.ts";
import { ofNoCompany, packExtension } from "../../../scripts/vsix.ts";
import { until } from "../../support/clocks/until.ts";
import { freePort } from "../../support/network/listening.ts";
import { verifies } from "../../support/verifies.ts";
import { codeServer } from "../../support/vscode/code-server.ts";
import { inSharedWorld, type World } from "../../support/vscode/world.ts";

const run = promisify(execFile);

describe("removing Drawbridge from the editor", function () {
  this.timeout(180_000);
  let world: World;
  inSharedWorld((shared) => {
    world = shared;
  });

  it(
    verifies("uninstall.editor", "The editor's command shows what it would remove, and removes it after the yes alone"),
    async () => {
      const window = await world.signedIn("ada");
      await window.row("Presto").waitFor();
      const dialog = window.page.locator(".monaco-dialog-box");
      await window.run("Drawbridge: Uninstall…");
      await dialog.getByText("Remove Drawbridge from this machine?").waitFor();
      const list = await dialog.innerText();
      for (const part of [/sign-in/i, /broker/i, /home|folder/i]) assert.match(list, part);
      await window.pictures("uninstall");
      await dialog.getByRole("button", { name: "Cancel" }).click();
      await window.row("Presto").waitFor();
      assert.ok(existsSync(join(world.home, "session.json")));
      await window.run("Drawbridge: Uninstall…");
      await dialog.getByRole("button", { name: "Remove All of This" }).click();
      await window.notification("Drawbridge was removed from this machine").waitFor({ timeout: 30_000 });
      assert.equal(existsSync(join(world.home, "session.json")), false);
      await window.welcomeButton("Sign In").waitFor();
      await window.clear();
      await world.signIn(window, "ada");
      await window.row("Presto").waitFor();
    },
  );
});

describe("an editor that removes the extension", function () {
  this.timeout(180_000);

  it(
    verifies(
      "uninstall.hook",
      "An editor that starts after it removed the extension runs the hook, which restores files and removes the home",
    ),
    async () => {
      const root = mkdtempSync(join(tmpdir(), "drawbridge-removed-"));
      let started: ChildProcess | undefined;
      try {
        const user = join(root, "user");
        const file = join(user, ".cursor", "mcp.json");
        mkdirSync(join(user, ".cursor"), { recursive: true });
        writeFileSync(file, original);
        const entry = await codeServer();
        const { file: vsix } = await packExtension(join(root, "vsix"), ofNoCompany);
        const extensions = join(root, "extensions");
        const places = ["--user-data-dir", join(root, "data"), "--extensions-dir", extensions];
        const env = { PATH: process.env.PATH, HOME: user };
        const editor = (...args: string[]) => run(process.execPath, [entry, ...places, ...args], { env });
        await editor("--install-extension", vsix);
        const program = join(extensions, installed(extensions), "proxy", "cli.js");
        const home = homeOf(join(user, ".drawbridge"));
        const workplace = { home, machine: { platform: "linux" as const, homeFolder: user, environment: {} } };
        const agent = agentOf("cursor");
        assert.ok(agent);
        await installLauncher(workplace, program);
        await applyPlans(workplace, [await planToAdd(workplace, agent, ["presto"])], "first");
        assert.notEqual(readFileSync(file, "utf8"), original);
        await editor("--uninstall-extension", extensionId);
        // The hook runs when the editor is started the next time.
        const address = `127.0.0.1:${await freePort()}`;
        started = spawn(process.execPath, [entry, ...places, "--auth", "none", "--bind-addr", address], {
          ...{ env, detached: true },
          stdio: "ignore",
        });
        await until(
          "the hook has run",
          async () => {
            // code-server starts the editor at the first request.
            await fetch(`http://${address}/`).catch(() => null);
            return readFileSync(file, "utf8") === original && !existsSync(home.folder);
          },
          60_000,
        );
      } finally {
        if (started?.pid !== undefined) {
          const ended = once(started, "exit");
          process.kill(-started.pid, "SIGTERM");
          await ended;
        }
        rmSync(root, { recursive: true, force: true, maxRetries: 3 });
      }
    },
  );
});

const original = '{ "mcpServers": {} }\n';

const Installed = z.array(z.object({ identifier: z.object({ id: z.string() }), relativeLocation: z.string() }));

/** The folder of the extension below the editor's extensions. */
function installed(extensions: string): string {
  const list = Installed.parse(JSON.parse(readFileSync(join(extensions, "extensions.json"), "utf8")));
  return list.find(({ identifier }) => identifier.id === extensionId)?.relativeLocation ?? "";
}
