import assert from "node:assert/strict";
import { verifies } from "../../support/verifies.ts";
import type { Window } from "../../support/vscode/window.ts";
import { inSharedWorld, type World } from "../../support/vscode/world.ts";

describe("a folder that is not trusted", function () {
  this.timeout(120_000);
  let world: World;
  let window: Window;
  inSharedWorld((shared) => {
    world = shared;
  });
  before(async () => {
    await world.signedIn("ada");
    window = await world.workbench.open({ enableWorkspaceTrust: true });
  });
  after(() => window.page.close());

  it(
    verifies(
      "vscode.restricted",
      "In an untrusted folder a person sees the servers, agents are offered none, and the view says why",
    ),
    async () => {
      await window.openSidebar();
      await window.row("Presto").waitFor();
      const why = window.page.getByText("Restricted Mode: agents here are not offered these servers");
      await why.waitFor();
      assert.deepEqual(await window.listedServers(["presto"]), []);
      // A person runs a tool, not the folder's agent, so the first query needs no trust.
      await window.run("Drawbridge: Try a Query");
      await window.frameWith(`h1:has-text("presto/query") ~ form`);
      await window.pictures("restricted");
      await window.page.locator(".sidebar .pane-header", { hasText: "Servers" }).hover();
      await window.page.locator(".sidebar").getByRole("button", { name: "Manage Trust of This Folder" }).click();
      await window.page.locator(".workspace-trust-editor").getByRole("button", { name: "Trust", exact: true }).click();
      await why.waitFor({ state: "detached" });
    },
  );
});
