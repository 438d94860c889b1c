/**
 * The extension as a person sees it, in light and dark: every view into .cache/screenshots, and those of its README into
 * extension/pictures. Run by `npm run picture -- vscode`; what is to be seen is real but the month of use before today.
 */
import { copyFileSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { repository } from "../support/machine/source-files.ts";
import type { Window } from "../support/vscode/window.ts";
import { sharedWorld, startedTool, type World } from "../support/vscode/world.ts";

const inReadme = ["server-page-light", "server-page-dark", "approval-light"] as const;

const monthOfUse = `
  insert into registry.calls (server, id, at, tool, user_name, agent, ended, ms, minutes_saved)
  select 'presto', 'made-' || n, now() - make_interval(days => (n % 29) + 1, mins => n % 500),
    (array['query', 'query', 'query', 'find_tables', 'describe_table'])[1 + n % 5], (array['ada', 'finn', 'ines'])[1 + n % 3],
    (array['claude-code', 'codex', 'cursor'])[1 + n % 3], case when n % 41 = 0 then 'failed' else 'ok' end,
    120 + (n * 7919) % 2400, case when n % 41 = 0 then 0 else 6 end
  from generate_series(1, 2400) n
  where (n * 31) % (3 + (n % 29) % 7) < 2 and extract(isodow from now() - make_interval(days => (n % 29) + 1)) < 6`;

const questions = [
  "SELECT channel, count(*) AS events FROM ads.events GROUP BY channel",
  "SELECT count(*) FROM ads.campaigns",
] as const;

const overwrite = "CREATE OR REPLACE TABLE ads.campaigns AS SELECT * FROM ads.campaigns WHERE status <> 'ended'";

describe("pictures of the extension", function () {
  this.timeout(240_000);
  let world: World;
  let window: Window;
  before(async () => {
    world = await sharedWorld();
    await world.sql(monthOfUse);
    for (const [folder, file, text] of [
      [".codex", "config.toml", 'model = "gpt-x"\n\n[mcp_servers.github]\ncommand = "github-mcp"\n'],
      [".cursor", "mcp.json", '{\n  "mcpServers": {\n    "figma": { "url": "http://127.0.0.1:3845/mcp" }\n  }\n}\n'],
    ] as const) {
      mkdirSync(join(world.workbench.userHome, folder), { recursive: true });
      writeFileSync(join(world.workbench.userHome, folder, file), text);
    }
    window = await world.signedOut();
  });
  after(() => {
    mkdirSync(`${repository}extension/pictures`, { recursive: true });
    for (const name of inReadme) {
      copyFileSync(`${repository}.cache/screenshots/vscode-${name}.png`, `${repository}extension/pictures/${name}.png`);
    }
  });

  it("The pictures show the signed-out side bar and the walkthrough", async () => {
    await window.pictures("signed-out");
    await world.signIn(window, "ada");
    await window.run("Drawbridge: Get Started");
    await window.page.locator(".getting-started-step .codicon-getting-started-step-checked.complete").nth(1).waitFor();
    await window.pictures("walkthrough");
    await window.clear();
  });

  it("The pictures show servers, activity and a server's page", async () => {
    await startedTool(window, "mcp_presto_query");
    for (const sql of questions)
      await window.ask("invokeTool", { name: "mcp_presto_query", input: { sql } }, z.unknown());
    await window.ask("command", { id: "notifications.clearAll" }, z.unknown());
    await window.page.getByText(/of your time saved this month/).waitFor();
    await window.row("Presto").first().click();
    await window.frameWith("main figure.use svg rect.calls");
    await window.pictures("server-page");
    await window.ask("setting", { name: "workbench.colorTheme", value: "Default High Contrast" }, z.unknown());
    await window.page.locator(".monaco-workbench.hc-black").waitFor();
    await window.page.screenshot({ path: `${repository}.cache/screenshots/vscode-server-page-contrast.png` });
    await window.clear();
  });

  it("The pictures show how agents are connected", async () => {
    await window.run("Drawbridge: Connect Agents…");
    const leave = window.notification("Connect: ").getByRole("button", { name: "Discard" });
    await window.quickRow("Codex").waitFor();
    await window.pictures("connect-agents-choice");
    await window.page.locator(".quick-input-widget:visible").getByRole("button", { name: "OK" }).click();
    await leave.waitFor();
    await window.page.getByText("mcp_servers.presto").first().waitFor();
    await window.pictures("connect-agents");
    await leave.click();
    await window.clear();
  });

  it("The pictures show an approval", async () => {
    await startedTool(window, "mcp_presto_write_query");
    const dialog = window
      .ask("invokeTool", { name: "mcp_presto_write_query", input: { sql: overwrite } }, z.unknown())
      .catch(() => null);
    await window.page.locator(".monaco-dialog-box").getByRole("button", { name: "Yes" }).click();
    await window.notification(/ads\.campaigns|Presto/).waitFor();
    await window.pictures("approval");
    await window.run("Drawbridge: Review Approvals");
    const frame = await window.frameWith("main input[type=radio]");
    await frame.getByLabel("Approve").first().check();
    await window.pictures("approval-page");
    await frame.getByRole("button", { name: "Send Decisions" }).click();
    await Promise.race([dialog, new Promise((done) => setTimeout(done, 20_000))]);
  });
});
