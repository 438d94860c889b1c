import assert from "node:assert/strict";
import { rmSync } from "node:fs";
import { join } from "node:path";
import type { Locator } from "playwright-core";
import { z } from "zod";
import { staysSo } from "../../support/clocks/real-time.ts";
import { verifies } from "../../support/verifies.ts";
import { webSite } from "../../support/vscode/stand-ins.ts";
import type { Window } from "../../support/vscode/window.ts";
import { inSharedWorld, type World } from "../../support/vscode/world.ts";

const completed = ".codicon-getting-started-step-checked.complete";
const steps = ["registry", "signIn", "query", "approvals", "agents"];

describe("the walkthrough", function () {
  this.timeout(60_000);
  let world: World;
  inSharedWorld((shared) => {
    world = shared;
  });

  /** The box of a step, checked or not. It also has the step's title and text. */
  const step = ({ page }: Window, name: string): Locator =>
    page.locator(`.getting-started-step[data-step-id$="#${name}"]`);

  /** The names of the steps that are checked. */
  async function checked(window: Window): Promise<string[]> {
    const counts = await Promise.all(steps.map((name) => step(window, name).locator(completed).count()));
    return steps.filter((_, index) => counts[index] === 1);
  }

  /** Opens the walkthrough where the editor has seen no step done, and no agent is connected. */
  async function openWalkthrough(): Promise<Window> {
    for (const folder of [".codex", ".cursor"])
      rmSync(join(world.workbench.userHome, folder), { recursive: true, force: true });
    // What other tests connected is undone in the files alone; the list of Drawbridge's own changes goes, too.
    rmSync(join(world.home, "agents.json"), { force: true });
    const window = await world.workbench.openForgetful();
    await window.run("Drawbridge: Get Started");
    for (const name of steps) await step(window, name).waitFor();
    return window;
  }

  it(
    verifies(
      "vscode.walkthrough",
      "The step of the registry is checked once a registry has answered, and not by an address that is stored",
    ),
    async () => {
      const site = await webSite();
      const signedOut = await world.signedOut();
      const setRegistry = (at: Window, value: string) =>
        at.ask("setting", { name: "drawbridge.registryUrl", value }, z.unknown());
      await setRegistry(signedOut, site.url);
      const window = await openWalkthrough();
      try {
        await staysSo("no step is checked", 7_500, async () => (await checked(window)).length === 0);
        await setRegistry(window, world.registryUrl);
        await step(window, "registry").locator(completed).waitFor();
      } finally {
        await setRegistry(signedOut, world.registryUrl);
        await window.page.context().close();
        await site.close();
      }
    },
  );

  it(
    verifies("vscode.walkthrough", "The walkthrough checks the steps that are done, and leaves the others unchecked"),
    async () => {
      const signingIn = await world.signedOut();
      const window = await openWalkthrough();
      try {
        await step(window, "registry").locator(completed).waitFor();
        assert.deepEqual(await checked(window), ["registry"]);
        await world.signIn(signingIn, "ada");
        await step(window, "signIn").locator(completed).waitFor();
        // The extension sets its keys again until six seconds after the opening, and no event says that a step stays open.
        await staysSo("two steps are checked", 3_000, async () => (await checked(window)).length === 2);
        assert.deepEqual(await checked(window), ["registry", "signIn"]);
        await window.pictures("walkthrough");
      } finally {
        await window.page.context().close();
      }
    },
  );
});
