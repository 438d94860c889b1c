import assert from "node:assert/strict";
import { verifies } from "../../support/verifies.ts";
import { sharedWorld, type World } from "../../support/vscode/world.ts";

describe("a registry that is away", function () {
  this.timeout(120_000);
  let world: World;
  before(async function () {
    this.timeout(240_000);
    world = await sharedWorld();
  });

  it(
    verifies("vscode.offline", "leaves the last known servers, marked as such, and comes back by itself"),
    async () => {
      const window = await world.signedIn("ada");
      await window.row("Presto").waitFor();
      await world.stopStack();
      await window.statusBar.filter({ hasText: "offline" }).waitFor();
      await window.page.getByText(/The registry cannot be reached\. As of/).waitFor();
      assert.equal(await window.row("Presto").count(), 1);
      await window.pictures("offline");
      await window.statusBar.click();
      await window.quickRow("registry").filter({ hasText: "cannot be reached" }).waitFor();
      await window.page.keyboard.press("Escape");
      await world.restartStack();
      await window.page.bringToFront();
      await window.statusBar.filter({ hasText: /^\s*Drawbridge\s*$/ }).waitFor({ timeout: 30_000 });
    },
  );
});
