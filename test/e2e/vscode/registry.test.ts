import assert from "node:assert/strict";
import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { staysSo } from "../../support/clocks/real-time.ts";
import { freshDatabase } from "../../support/engines/postgres.ts";
import { freePort } from "../../support/network/listening.ts";
import { verifies } from "../../support/verifies.ts";
import { hollowRegistry, type StandIn, webSite } from "../../support/vscode/stand-ins.ts";
import type { Window } from "../../support/vscode/window.ts";
import { inSharedWorld, type World } from "../../support/vscode/world.ts";
import { type RunningStack, runStack } from "../../support/worlds/running-stack.ts";

describe("the registry that a person chooses", function () {
  this.timeout(120_000);
  let world: World;
  let site: StandIn;
  let other: StandIn;
  inSharedWorld((shared) => {
    world = shared;
  });
  before(async () => {
    [site, other] = await Promise.all([webSite(), hollowRegistry()]);
  });
  after(async () => {
    const window = await world.window();
    await setting(window, world.registryUrl);
    await Promise.all([site.close(), other.close()]);
  });

  const setting = (window: Window, value: string) =>
    window.ask("setting", { name: "drawbridge.registryUrl", value }, z.unknown());
  const host = (url: string): string => new URL(url).host;

  it(
    verifies("vscode.registry-asked", "The input box asks the address, refuses what is no registry, and says why"),
    async () => {
      const window = await world.signedOut();
      await window.chooseOtherRegistry(site.url);
      await window.page.getByText("does not answer as a Drawbridge registry (HTTP 404)").waitFor();
      await window.pictures("registry-refused");
      const input = window.page.locator(".quick-input-widget:visible input");
      await input.fill(site.url.replace("http:", "https:"));
      await window.page.getByText("https on a port that speaks plain http").waitFor();
      await window.page.keyboard.press("Enter");
      await input.fill(`http://127.0.0.1:${await freePort()}`);
      await window.page.keyboard.press("Enter");
      await window.page.getByText("nothing answers at this host and port").waitFor();
      await window.page.locator(".quick-input-widget:visible").getByLabel("Use This Address Anyway").waitFor();
      await window.pictures("registry-away");
      await window.page.keyboard.press("Escape");
    },
  );

  it(
    verifies(
      "vscode.old-notification",
      "After a wrong address, the side bar leads to the registry and to the sign-in while the old message is still there",
    ),
    async () => {
      const window = await world.signedOut();
      await setting(window, `http://127.0.0.1:${await freePort()}`);
      await window.welcomeButton("Sign In").click();
      const failed = window.notification("Signing in to Drawbridge did not work");
      await failed.waitFor();
      await failed.getByRole("button", { name: "Choose Registry" }).waitFor();
      await window.pictures("sign-in-unreachable");
      // Escape hides the message, and does not answer it.
      await window.page.keyboard.press("Escape");
      await window.welcomeButton("Change registry").click();
      await window.typeOtherRegistry(world.registryUrl);
      await world.forgetBrowser();
      const opened = world.workbench.context.waitForEvent("page");
      await window.page.keyboard.press("Enter");
      await world.choose(await opened, "ada");
      await window.page.bringToFront();
      await window.row("Presto").waitFor();
    },
  );

  it(
    verifies("vscode.move-registry", "Another registry while signed in is a question, and Diagnose has a line for it"),
    async () => {
      const window = await world.signedIn("ada");
      await window.row("Presto").waitFor();
      await window.chooseOtherRegistry(other.url);
      await window.page.keyboard.press("Enter");
      const question = window.page.locator(".monaco-dialog-box");
      const words = `Sign in to ${host(other.url)}? You are signed in to ${host(world.registryUrl)} as ada.`;
      await question.getByText(words).waitFor();
      await window.pictures("move-registry");
      await question.getByRole("button", { name: "Cancel" }).click();
      await window.statusBar.filter({ hasText: "other registry" }).waitFor();
      await window.run("Drawbridge: Diagnose");
      await window.quickRow("your settings name the registry").waitFor();
      await window.pictures("other-registry-diagnosed");
      await window.page.keyboard.press("Escape");
      await window.statusBar.click();
      await question.getByRole("button", { name: `Sign In to ${host(other.url)}` }).click();
      await window.notification("Signing in to Drawbridge did not work").waitFor();
      await window.row("Presto").waitFor();
      await window.statusBar.click();
      await question.getByRole("button", { name: `Stay with ${host(world.registryUrl)}` }).click();
      await window.statusBar.filter({ hasText: /^\s*Drawbridge\s*$/ }).waitFor();
    },
  );

  describe("a move to a second registry", () => {
    let second: RunningStack;
    before("start the second registry", async function () {
      this.timeout(90_000);
      second = await runStack({ variables: { DATABASE_URL: await freshDatabase() } });
    });
    after(async () => {
      await second?.stop();
      if (second !== undefined) rmSync(second.home, { recursive: true, force: true });
    });

    it(
      verifies(
        "vscode.move-registry",
        "A person moves to another registry as another user, and back, and each shows its own",
      ),
      async () => {
        const window = await world.signedIn("ada");
        await window.row("Presto").filter({ hasText: "tools" }).waitFor();
        const move = async (from: string, to: string, user: string, person: string) => {
          await window.chooseOtherRegistry(to);
          await window.page.keyboard.press("Enter");
          const question = window.page.locator(".monaco-dialog-box");
          await question.getByText(`Sign in to ${host(to)}? You are signed in to ${host(from)} as ${user}.`).waitFor();
          await world.forgetBrowser();
          const opened = world.workbench.context.waitForEvent("page");
          await question.getByRole("button", { name: `Sign In to ${host(to)}` }).click();
          await world.choose(await opened, person);
          await window.page.bringToFront();
          await window.page.locator(".pane-header", { hasText: person }).waitFor();
          await window.statusBar.filter({ hasText: /^\s*Drawbridge\s*$/ }).waitFor();
        };
        await move(world.registryUrl, second.registryUrl, "ada", "omar");
        // omar may use no Presto at the second registry, and nothing of ada's is left.
        await window.row("Presto").filter({ hasText: "ask" }).waitFor();
        await window.page.getByText("No agent on this machine has called a server yet").waitFor();
        assert.match(readFileSync(join(world.home, "config.json"), "utf8"), new RegExp(second.registryUrl));
        await window.pictures("moved-registry");
        await window.run("Drawbridge: Diagnose");
        // The last rows are out of sight, and the editor does not draw such rows, so the filter brings this one up.
        await window.quickRow("signed in as omar").waitFor();
        await window.page.keyboard.type("the registry is");
        await window.quickRow(`the registry is ${second.registryUrl}`).waitFor();
        await window.page.keyboard.press("Escape");
        await move(second.registryUrl, world.registryUrl, "omar", "ada");
        await window.row("Presto").filter({ hasText: "tools" }).waitFor();
      },
    );
  });

  it(
    verifies(
      "vscode.quiet",
      "With the quiet setting, the settings' other registry shows in the status bar and asks nothing",
    ),
    async () => {
      const window = await world.signedIn("ada");
      await window.ask("setting", { name: "drawbridge.notifications", value: "badge" }, z.unknown());
      await setting(window, other.url);
      await window.statusBar.filter({ hasText: "other registry" }).waitFor();
      const question = window.page.getByText(`Sign in to ${host(other.url)}?`);
      await staysSo("nothing asks", 1_000, async () => (await question.count()) === 0);
      await window.statusBar.click();
      await window.page.locator(".monaco-dialog-box").getByRole("button", { name: "Cancel" }).click();
      await setting(window, world.registryUrl);
      await window.ask("setting", { name: "drawbridge.notifications", value: "all" }, z.unknown());
      await window.statusBar.filter({ hasText: /^\s*Drawbridge\s*$/ }).waitFor();
    },
  );

  it(
    verifies("vscode.switch-account", "Switch Account signs in as another user, and shows nothing of the first"),
    async () => {
      const window = await world.signedIn("ada");
      await window.row("Presto").waitFor();
      const opened = world.workbench.context.waitForEvent("page");
      await window.run("Drawbridge: Switch Account…");
      // The browser is still signed in as ada, and the identity provider asks nevertheless.
      await world.choose(await opened, "omar");
      await window.page.bringToFront();
      await window.page.locator(".pane-header", { hasText: "omar" }).waitFor();
      await window.row("Presto").filter({ hasText: "ask" }).waitFor();
      await window.pictures("switched-account");
    },
  );
});
