import assert from "node:assert/strict";
import { z } from "zod";
import { verifies } from "../../support/verifies.ts";
import { sharedWorld, startedTool, type World } from "../../support/vscode/world.ts";

const input = { sql: "SELECT 'the-secret-word' AS word" };

describe("what agents called", function () {
  this.timeout(90_000);
  let world: World;
  before(async function () {
    this.timeout(240_000);
    world = await sharedWorld();
  });

  it(verifies("vscode.activity", "shows in the side bar as it happens, and never what was asked"), async () => {
    const window = await world.signedIn("ada");
    await startedTool(window, "mcp_presto_query");
    await window.ask("invokeTool", { name: "mcp_presto_query", input }, z.unknown());
    const row = window
      .rowOf("Activity", "Presto · ")
      .filter({ hasText: / \d+(\.\d)? m?s · / })
      .first();
    await row.waitFor();
    await row.hover();
    assert.equal(await window.page.getByText("the-secret-word").count(), 0);
  });

  it(verifies("vscode.time-saved", "adds up to the time that was saved this month"), async () => {
    const window = await world.signedIn("ada");
    await startedTool(window, "mcp_presto_query");
    await window.ask("invokeTool", { name: "mcp_presto_query", input }, z.unknown());
    await window.page.getByText(/About \d+ min of your time saved this month/).waitFor();
  });

  it(verifies("vscode.server-use", "shows on the server's page, plotted and as figures"), async () => {
    const window = await world.signedIn("ada");
    await window.row("Presto").click();
    const frame = await window.frameWith("main figure.use svg rect.calls");
    assert.match(await frame.locator("main").innerText(), /\d+ calls · 0 errors · about \d+ min saved/);
    await frame.getByText("What it takes").first().click();
    await frame.getByText("sql", { exact: true }).first().waitFor();
    assert.equal(await frame.locator("script").count(), 0);
  });
});
