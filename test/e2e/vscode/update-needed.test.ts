import { verifies } from "../../support/verifies.ts";
import type { Window } from "../../support/vscode/window.ts";
import { inSharedWorld, type World } from "../../support/vscode/world.ts";

const later = import.meta.resolve("../../support/upgrade/later-editors-only.ts");

describe("an editor that the registry no longer serves", function () {
  this.timeout(180_000);
  let world: World;
  let window: Window;
  inSharedWorld((shared) => {
    world = shared;
  });
  after(async () => {
    await window.clear();
  });

  it(
    verifies(
      "upgrade.oldest",
      "The status bar and the side bar ask for an update as soon as the broker has read its list, and until the registry serves it again",
    ),
    async () => {
      window = await world.signedIn("ada");
      await window.row("Presto").waitFor();
      await world.stopStack();
      await world.restartStack({ NODE_OPTIONS: `--import ${later}` });
      try {
        await window.statusBar.filter({ hasText: "Drawbridge: update" }).waitFor({ timeout: 60_000 });
        await window.page.getByText("no longer serves this Drawbridge, only 9.0.0 and later").waitFor();
        await window.pictures("update-needed");
      } finally {
        await world.stopStack();
        await world.restartStack();
      }
      await window.statusBar.filter({ hasNotText: "update" }).waitFor({ timeout: 60_000 });
      await window.row("Presto").waitFor();
    },
  );
});
