import assert from "node:assert/strict";
import { uninstallHere } from "../../../../extension/uninstall/uninstall-here.ts";
import { effectsOn } from "../../../../proxy/uninstall/effects.ts";
import { lookForUninstall } from "../../../../proxy/uninstall/look.ts";
import { verifies } from "../../../support/verifies.ts";
import type { TemporaryWorkplace } from "../../proxy/agents/workplace.ts";
import { workplaceWithHome } from "../../proxy/uninstall/workplace-with-home.ts";

describe("the editor's command Uninstall", () => {
  let user: TemporaryWorkplace;
  let events: string[];
  beforeEach(async () => {
    user = workplaceWithHome();
    events = [];
    user.write(".cursor/mcp.json", "{}");
    await user.add("cursor", "presto");
  });
  afterEach(() => user.dispose());

  const run = (yes: boolean, removeLauncher?: () => Promise<void>) => {
    const effects = effectsOn(user.workplace, "no-program");
    return uninstallHere({
      machine: user.workplace.machine,
      effects: { ...effects, removeLauncher: removeLauncher ?? effects.removeLauncher },
      look: () => lookForUninstall(user.workplace),
      confirm: async (list) => {
        assert.ok(user.has(".drawbridge/key"), "nothing is removed before the yes");
        events.push(...list);
        return yes;
      },
      tellTroubles: (lines) => void events.push(...lines.map((line) => `! ${line}`)),
      offerExtension: () => void events.push("offers to uninstall the extension"),
    });
  };

  it(
    verifies("uninstall.editor", "The editor's Uninstall shows the list first, and does nothing after a no"),
    async () => {
      await run(false);
      assert.equal(events[0], "Cursor: remove presto from ~/.cursor/mcp.json.");
      assert.equal(events.at(-1), "Home: remove ~/.drawbridge.");
      assert.match(user.read(".cursor/mcp.json"), /presto/);
      assert.ok(user.has(".drawbridge/key"));
    },
  );

  it(
    verifies("uninstall.editor", "After a yes the editor's Uninstall removes all, then offers the extension"),
    async () => {
      await run(true);
      assert.equal(user.read(".cursor/mcp.json"), "{}");
      assert.equal(user.has(".drawbridge"), false);
      assert.equal(events.at(-1), "offers to uninstall the extension");
    },
  );

  it(
    verifies("uninstall.editor", "The editor's Uninstall says what was not removed, and what to do next"),
    async () => {
      await run(true, async () => {
        throw new Error("The folder is read-only.");
      });
      assert.equal(
        events.at(-1),
        "! Launcher: The folder is read-only. Make the folder writable, then run `drawbridge uninstall` again.",
      );
    },
  );
});
