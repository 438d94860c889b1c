import assert from "node:assert/strict";
import { verifies } from "../../support/verifies.ts";
import { accessibilityProblems } from "../../support/vscode/accessibility.ts";
import type { AskingAgent } from "../../support/vscode/asking-agent.ts";
import { approveIn, button, notice, run } from "../../support/vscode/notices.ts";
import type { Window } from "../../support/vscode/window.ts";
import { withAskingAgent } from "../../support/vscode/with-asking-agent.ts";

describe("what is there now, before a write in the editor", function () {
  this.timeout(120_000);
  let window: Window;
  let agent: AskingAgent;
  withAskingAgent((asking) => {
    ({ window, agent } = asking);
  });
  before(async function () {
    this.timeout(120_000);
    for (const sql of [
      "CREATE TABLE ads.looked AS SELECT campaign_id, name, status, 'hush' AS api_token FROM ads.campaigns LIMIT 40",
      "CREATE VIEW ads.looked_at AS SELECT campaign_id, name FROM ads.looked",
    ]) {
      const answer = agent.write(sql);
      await approveIn(notice(window, sql.split(" ")[2] ?? ""));
      assert.match(await answer, /"rows":/);
      await run(window, "notifications.clearAll");
    }
  });
  afterEach(() => window.clear());

  it(
    verifies(
      "vscode.approval-before",
      "The page and the menu of a request open the definition of its view, now and after, in the editor's comparison",
    ),
    async () => {
      const sql = "CREATE OR REPLACE VIEW ads.looked_at AS SELECT campaign_id, status FROM ads.looked";
      const answer = agent.write(sql);
      await button(notice(window, "ads.looked_at"), "Details").click();
      const page = await window.frameWith("article .definition");
      assert.match(await page.locator(".definition").innerText(), /lines removed: 1, lines added: 1\./);
      await page.getByRole("button", { name: "Compare now and after" }).click();
      const diff = window.page.locator(".monaco-diff-editor");
      await diff.waitFor();
      const side = (name: string) => diff.locator(`.editor.${name} .view-lines`);
      await side("modified").getByText("status").waitFor();
      await side("original").getByText("name").waitFor();
      await window.page.locator(".tab", { hasText: "warehouse.ads.looked_at: now and after" }).waitFor();
      await window.pictures("before-definition");
      await run(window, "workbench.action.closeAllEditors");
      await window.clickInMenu(window.rowOf("Approvals", "ads.looked_at"), "Compare Definition Now and After", () =>
        window.picture("before-menu"),
      );
      await diff.waitFor();
      await run(window, "workbench.action.closeAllEditors");
      await reject(sql);
      assert.match(await answer, /only looked at/);
    },
  );

  it(
    verifies("vscode.approval-before", "A request's page shows the user's own rows and says which column was not read"),
    async () => {
      const sql = "ALTER TABLE ads.looked DROP COLUMN name";
      const answer = agent.write(sql);
      await button(notice(window, "ads.looked"), "Details").click();
      const page = await window.frameWith("article .sample table");
      assert.equal(await page.locator(".sample tbody tr").count(), 5);
      assert.deepEqual(await page.locator(".sample th").allInnerTexts(), ["campaign_id", "name", "status"]);
      const sample = await page.locator(".sample").innerText();
      assert.match(sample, /5 rows of warehouse\.ads\.looked as they are now\. Only you see them\./);
      assert.match(sample, /Not read, because their names say that they hold secrets: api_token\./);
      assert.doesNotMatch(sample, /hush/);
      await window.pictures("before-rows");
      assert.deepEqual(await accessibilityProblems(page), []);
      await reject(sql);
      assert.match(await answer, /only looked at/);
      const decided = await window.frameWith("article >> text=only looked at");
      assert.equal(await decided.locator(".sample").count(), 0);
    },
  );

  /** Opens the page of the request, and rejects it there. */
  async function reject(sql: string): Promise<void> {
    const { view } = await agent.requestFor(sql);
    await run(window, "drawbridge.openApproval", view.id);
    const page = await window.frameWith(`article[data-request="${view.id}"] [data-decide=reject]:enabled`);
    await page.getByLabel("Why, if you reject").fill("only looked at");
    await page.getByRole("button", { name: "Reject", exact: true }).click();
  }
});
