import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { serverPageHtml } from "../../../extension/server-page/server-page-html.ts";
import { serverPage } from "../../../extension/server-page/server-sections.ts";
import { until } from "../../support/clocks/until.ts";
import { verifies } from "../../support/verifies.ts";
import { accessibilityProblems } from "../../support/vscode/accessibility.ts";
import { AskingAgent } from "../../support/vscode/asking-agent.ts";
import { approveIn, button, notice, run } from "../../support/vscode/notices.ts";
import type { Window } from "../../support/vscode/window.ts";
import { sharedWorld, type World } from "../../support/vscode/world.ts";
import { serverNamed } from "../../unit/extension/servers.ts";

describe("decided requests in the editor", function () {
  this.timeout(120_000);
  const folder = mkdtempSync(join(tmpdir(), "drawbridge-reports-"));
  let world: World;
  let window: Window;
  let agent: AskingAgent;
  before(async function () {
    this.timeout(240_000);
    world = await sharedWorld();
    window = await world.signedIn("ada");
    agent = await AskingAgent.start(world.home, folder);
  });
  afterEach(() => window.clear());
  after(async () => {
    await agent?.close();
    await world.signedOut();
    rmSync(folder, { recursive: true, force: true });
  });

  it(
    verifies(
      "vscode.approve",
      "A rejection without a reason says in place what is missing, and Enter sends the reason",
    ),
    async () => {
      const answer = agent.write("DELETE FROM ads.campaigns WHERE status = 'in_place'");
      await button(notice(window, "campaigns"), "Details").click();
      const page = await window.frameWith("article [data-decide=reject]:not([disabled])");
      await page.getByRole("button", { name: "Reject", exact: true }).click();
      await page.getByText("Write a reason first: the agent gets it.").waitFor();
      assert.deepEqual(await accessibilityProblems(page), []);
      await window.pictures("decision-missing");
      await page.getByRole("button", { name: "Open the statement in an editor tab" }).click();
      await window.page.locator(".tab", { hasText: ".sql" }).waitFor();
      await window.page.locator(".editor-instance", { hasText: "in_place" }).waitFor();
      await window.pictures("statement-tab");
      await run(window, "workbench.action.closeActiveEditor");
      const again = await window.frameWith("article [data-decide=reject]:not([disabled])");
      await again.getByLabel("Why, if you reject").fill("not these");
      await again.getByLabel("Why, if you reject").press("Enter");
      assert.match(await answer, /not these/);
      await window.clear();
    },
  );

  it(
    verifies("vscode.approval-settle", "A person says in the editor how a call ended whose end no part recorded"),
    async () => {
      const sql =
        "CREATE TABLE ads.cut_off AS SELECT count(*) AS n FROM ads.events e, ads.campaigns a, ads.campaigns b WHERE e.channel <> a.status AND a.status <> b.name";
      const other = await AskingAgent.start(world.home, folder, "codex");
      const answer = other.write(sql).catch(() => "cut off");
      void answer.then((text) => process.stderr.write(`      the agent got: ${text}\n`));
      const { view } = await other.requestFor(sql);
      await run(window, "drawbridge.openApproval", view.id);
      const page = await window.frameWith(`article[data-request="${view.id}"] [data-decide=approve]:not([disabled])`);
      await page.getByRole("button", { name: "Approve", exact: true }).click();
      await until("it runs", async () => (await agent.requestFor(sql)).state === "consumed", 30_000);
      await other.close();
      await answer;
      await until("its end is unknown", async () => (await agent.requestFor(sql)).state === "outcome-unknown", 60_000);
      await window.page.locator(".sidebar .monaco-list-row", { hasText: "How did these end?" }).waitFor();
      const asks = await window.frameWith(`article[data-request="${view.id}"] [data-settle]:not([disabled])`);
      assert.deepEqual(await accessibilityProblems(asks), []);
      await window.pictures("outcome-unknown");
      await asks.getByRole("button", { name: "Record This" }).click();
      await asks.getByText("Choose one, and write how you know.").waitFor();
      await asks.getByLabel("It was not done").check();
      await asks.getByLabel("How do you know").fill("the table is not there");
      await asks.getByRole("button", { name: "Record This" }).click();
      await until("it is recorded", async () => (await agent.requestFor(sql)).state === "failed");
      await window.clear();
    },
  );

  it(
    verifies("vscode.approval-history", "The history is searched, and an entry opens the request's page"),
    async () => {
      const made = agent.write("CREATE TABLE ads.in_history AS SELECT 1 AS n");
      await approveIn(notice(window, "in_history"));
      await made;
      await window.clear();
      await window.run("Drawbridge: Approval History…");
      await window.quickRow("in_history").waitFor();
      await window.page.locator(".quick-input-widget:visible input").fill("by ada");
      await window.quickRow("in_history").waitFor();
      await window.page.locator(".quick-input-widget:visible input").fill("in_history");
      await window.pictures("approval-history");
      await window.quickRow("in_history").click();
      await window.frameWith("article >> text=in_history");
      await window.clear();
    },
  );

  it(
    verifies(
      "vscode.spoken-rows",
      "The rows of the three views are read as sentences, and the pages have no fault that axe finds",
    ),
    async () => {
      await run(window, "drawbridge.showApprovals");
      const rows = window.page.locator(".sidebar .monaco-list-row[role=treeitem]");
      const labels = await rows.evaluateAll((all) => all.map((row) => row.getAttribute("aria-label") ?? ""));
      assert.ok(labels.length > 3, labels.join("\n"));
      for (const label of labels) assert.match(label, /^[^$[\]]{3,}$/, label);
      // The page of a server runs no script, and so none of axe's: its HTML is looked at in a page of its own.
      const page = await window.page.context().newPage();
      const use = { state: "reading" } as const;
      const content = { asOf: null, ended: false, use, inputs: [], language: "en" };
      await page.setContent(serverPageHtml(serverPage(serverNamed("presto"), content), "n", "en"));
      assert.deepEqual(await accessibilityProblems(page.mainFrame()), []);
      await page.close();
      await window.clear();
    },
  );
});
