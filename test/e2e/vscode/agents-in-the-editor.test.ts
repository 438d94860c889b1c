import assert from "node:assert/strict";
import { z } from "zod";
import { verifies } from "../../support/verifies.ts";
import type { Window } from "../../support/vscode/window.ts";
import { inSharedWorld, startedTool, type World } from "../../support/vscode/world.ts";

const Content = z.array(z.string());
const question = { sql: "SELECT channel, count(*) AS events FROM ads.events GROUP BY channel ORDER BY events DESC" };

const ask = (window: Window): Promise<readonly string[]> =>
  window.ask("invokeTool", { name: "mcp_presto_query", input: question }, Content);

describe("an agent in the editor", function () {
  this.timeout(60_000);
  let world: World;
  inSharedWorld((shared) => {
    world = shared;
  });

  it(
    verifies("vscode.start-by-hand", "A person starts a server for the editor's agent from the editor's own list"),
    async () => {
      const window = await world.signedIn("ada");
      await window.run("MCP: List Servers");
      await window.quickRow("presto").click();
      await window.quickRow("Start Server").click();
      await startedTool(window, "mcp_presto_query");
    },
  );

  it(
    verifies("vscode.rows", "The editor's agent gets rows from the warehouse, and a read asks the person nothing"),
    async () => {
      const window = await world.signedIn("ada");
      const began = Date.now();
      await startedTool(window, "mcp_presto_query");
      process.stderr.write(`      from sign-in to tools ${Date.now() - began} ms\n`);
      const [text = ""] = await ask(window);
      assert.match(text, /home feed/);
      assert.equal(await window.page.locator(".monaco-dialog-box").count(), 0);
    },
  );

  it(verifies("vscode.sign-out", "The editor's agent has no server of Drawbridge after a sign-out"), async () => {
    const window = await world.signedIn("ada");
    await startedTool(window, "mcp_presto_query");
    await world.signedOut();
    assert.deepEqual(await window.listedServers(["presto"]), []);
  });

  it(verifies("vscode.broker-killed", "The editor's agent gets its answer after the broker was killed"), async () => {
    const window = await world.signedIn("ada");
    await startedTool(window, "mcp_presto_query");
    const before = await world.brokerPid();
    process.kill(before, "SIGKILL");
    const [text = ""] = await ask(window);
    assert.match(text, /home feed/);
    assert.notEqual(await world.brokerPid(), before);
    await window.statusBar.filter({ hasText: /^\s*Drawbridge\s*$/ }).waitFor();
  });
});
