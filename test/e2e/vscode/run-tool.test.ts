import assert from "node:assert/strict";
import type { Frame } from "playwright-core";
import { z } from "zod";
import { verifies } from "../../support/verifies.ts";
import { whileSignedIn } from "../../support/vscode/while-signed-in.ts";
import type { Window } from "../../support/vscode/window.ts";

describe("running a tool from the editor", function () {
  this.timeout(90_000);
  let window: Window;
  whileSignedIn("ada", (signedIn) => {
    window = signedIn;
  });

  /** The page of the tool, once its form is there. */
  const formOf = (name: string): Promise<Frame> => window.frameWith(`h1:has-text("${name}") ~ form`);
  const status = (page: Frame) => page.locator("#status");

  it(
    verifies("vscode.run-tool", "A tool that reads runs from its row in the side bar, and its rows show as a table"),
    async () => {
      await window.row("Presto").locator(".monaco-tl-twistie").click();
      const tool = window.row("Query").filter({ hasText: "reads" }).first();
      await tool.hover();
      await tool.getByRole("button", { name: "Run Tool…" }).click();
      const page = await formOf("presto/query");
      await page
        .getByLabel(/^sql/)
        .fill("SELECT channel, count(*) AS n FROM ads.events GROUP BY channel ORDER BY channel");
      await window.page.keyboard.press("Control+Enter");
      await page.locator("#result table").waitFor();
      assert.match(await status(page).innerText(), /^\d+ rows\. \([\d.]+ s\)$/);
      assert.deepEqual(await page.locator("#result th").allInnerTexts(), ["channel", "n"]);
      await window.pictures("run-rows");
      await page.getByRole("button", { name: "Open in Editor" }).click();
      await window.page.locator(".editor-instance .view-lines", { hasText: '"columns"' }).waitFor();
      await window.ask("command", { id: "workbench.action.revertAndCloseActiveEditor" }, z.unknown());
    },
  );

  it(verifies("vscode.run-form", "The page says at the field what is missing, and runs nothing"), async () => {
    // The page of the last test would fill in its input while this test does.
    await window.clear();
    await window.ask("command", { id: "drawbridge.runTool", args: [{ server: "presto", tool: "query" }] }, z.unknown());
    const page = await formOf("presto/query");
    await page.getByLabel(/^sql/).fill("");
    await page.getByRole("button", { name: "Run" }).click();
    await page.getByText("Enter a value.").waitFor();
    await window.pictures("run-missing");
  });

  it(verifies("vscode.try-query", "Try a Query opens the form of a query"), async () => {
    await window.clear();
    await window.run("Drawbridge: Try a Query");
    await formOf("presto/query");
    await window.clear();
  });

  it(
    verifies(
      "vscode.run-approval",
      "A tool that writes waits for approval from its page, and its result shows there after the yes",
    ),
    async () => {
      await window.run("Drawbridge: Run Tool…");
      await window.page.locator(".quick-input-widget:visible input").fill("write_query");
      await window.quickRow("Change data").click();
      const page = await formOf("presto/write_query");
      await page.getByLabel(/^sql/).fill("CREATE TABLE ads.by_hand AS SELECT 1 AS n");
      await page.getByRole("button", { name: "Run", exact: true }).click();
      await page.getByText("This call waits for approval, and nothing has run.").waitFor();
      await window.pictures("run-waits");
      await page.getByRole("button", { name: "Open Request" }).click();
      const request = await window.frameWith("article [data-decide=approve]");
      await request.locator("[data-decide=approve]").click();
      await window.frameWith("article >> text=The call has run");
      await window.ask(
        "command",
        { id: "drawbridge.runTool", args: [{ server: "presto", tool: "write_query" }] },
        z.unknown(),
      );
      const again = await formOf("presto/write_query");
      await again.locator("#result pre", { hasText: '"rows": 1' }).waitFor();
      await window.pictures("run-written");
      await window.clear();
    },
  );

  it(
    verifies("vscode.run-cancel", "Cancel ends a call that waits for approval, and the page says that nothing has run"),
    async () => {
      await window.ask(
        "command",
        { id: "drawbridge.runTool", args: [{ server: "presto", tool: "write_query" }] },
        z.unknown(),
      );
      const page = await formOf("presto/write_query");
      await page.getByLabel(/^sql/).fill("DROP TABLE ads.by_hand");
      await page.getByRole("button", { name: "Run", exact: true }).click();
      await page.getByText("This call waits for approval").waitFor();
      await page.getByRole("button", { name: "Cancel" }).click();
      await page.getByText("Cancelled while it waited for approval: nothing has run.").waitFor();
      await page.getByLabel("Earlier inputs").selectOption({ index: 1 });
      await window.clear();
    },
  );
});
