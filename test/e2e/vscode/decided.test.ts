import assert from "node:assert/strict";
import { serverPageHtml } from "../../../extension/server-page/server-page-html.ts";
import { serverPage } from "../../../extension/server-page/server-sections.ts";
import { verifies } from "../../support/verifies.ts";
import { accessibilityProblems } from "../../support/vscode/accessibility.ts";
import type { AskingAgent } from "../../support/vscode/asking-agent.ts";
import { approveIn, button, notice, run } from "../../support/vscode/notices.ts";
import type { Window } from "../../support/vscode/window.ts";
import { withAskingAgent } from "../../support/vscode/with-asking-agent.ts";
import { serverNamed } from "../../unit/extension/servers.ts";

describe("decided requests in the editor", function () {
  this.timeout(120_000);
  let window: Window;
  let agent: AskingAgent;
  withAskingAgent((asking) => {
    ({ window, agent } = asking);
  });
  afterEach(() => window.clear());

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

  it(verifies("vscode.rows-first", "A side bar of 300 px shows the object of each row whole"), async () => {
    await run(window, "drawbridge.showApprovals");
    const box = await window.page.locator(".part.sidebar").boundingBox();
    assert.ok(box !== null && box.width <= 300, `The side bar is ${box?.width} px wide.`);
    const labels = window.page.locator(".sidebar .monaco-list-row[role=treeitem] .label-name");
    const cut = await labels.evaluateAll((all) =>
      all
        .filter((label) => {
          const row = label.closest(".monaco-list-row");
          return row !== null && label.getBoundingClientRect().right > row.getBoundingClientRect().right;
        })
        .map((label) => label.textContent),
    );
    assert.ok((await labels.count()) > 3);
    assert.deepEqual(cut, []);
  });

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
