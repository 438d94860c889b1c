import assert from "node:assert/strict";
import { z } from "zod";
import { verifies } from "../../support/verifies.ts";
import { inSharedWorld, startedTool, type World } from "../../support/vscode/world.ts";

const input = { sql: "SELECT 'the-secret-word' AS word" };

describe("the activity of agents in the editor", function () {
  this.timeout(90_000);
  let world: World;
  inSharedWorld((shared) => {
    world = shared;
  });

  it(verifies("vscode.activity", "The side bar shows a call as it happens, and never shows its input"), async () => {
    const window = await world.signedIn("ada");
    await startedTool(window, "mcp_presto_query");
    await window.ask("invokeTool", { name: "mcp_presto_query", input }, z.unknown());
    const row = window
      .rowOf("Activity", "Presto · ")
      .filter({ hasText: / · \d+(\.\d)? m?s · / })
      .first();
    await row.waitFor();
    await row.hover();
    assert.equal(await window.page.getByText("the-secret-word").count(), 0);
  });

  it(
    verifies(
      "vscode.activity-details",
      "A click on a call shows its details, and its menu filters the list by agent and server",
    ),
    async () => {
      const window = await world.signedIn("ada");
      await startedTool(window, "mcp_presto_query");
      await window.ask("invokeTool", { name: "mcp_presto_query", input }, z.unknown());
      const row = window.rowOf("Activity", "Presto · ").first();
      await row.click();
      const page = await window.frameWith("main dl >> text=Agent");
      assert.match(await page.locator("main").innerText(), /Outcome\s+answered[\s\S]*Folder[\s\S]*Duration/);
      assert.doesNotMatch(await page.locator("main").innerText(), /the-secret-word/);
      assert.match((await row.getAttribute("aria-label")) ?? "", /^\S.* on Presto: answered after .* By .*\.$/);
      await window.pictures("call");
      await window.clickInMenu(row, "Show Only This Server");
      await window.page.getByText("Only calls of presto.").waitFor();
      await window.pictures("activity-filtered");
      await window.run("Drawbridge: Clear Activity Filter");
      await window.page.getByText("Only calls of presto.").waitFor({ state: "detached" });
      await window.run("Drawbridge: Clear Activity");
      await row.waitFor({ state: "detached" });
      await window.clear();
    },
  );

  it(verifies("vscode.time-saved", "The activity view shows the time that this month's calls saved"), async () => {
    const window = await world.signedIn("ada");
    await startedTool(window, "mcp_presto_query");
    await window.ask("invokeTool", { name: "mcp_presto_query", input }, z.unknown());
    await window.page.getByText(/About \d+ min of your time saved this month/).waitFor();
  });

  it(verifies("vscode.server-use", "A server's page shows its use as a plot and as figures"), async () => {
    const window = await world.signedIn("ada");
    await window.row("Presto").click();
    const frame = await window.frameWith("main figure.use svg rect.calls");
    assert.match(await frame.locator("main").innerText(), /\d+ calls · 0 errors · about \d+ min saved/);
    await frame.getByText("What it takes").first().click();
    await frame.getByText("sql", { exact: true }).first().waitFor();
    assert.equal(await frame.locator("script").count(), 0);
  });
});
