import assert from "node:assert/strict";
import { renameSync, rmSync, writeFileSync } from "node:fs";
import { z } from "zod";
import { verifies } from "../../support/verifies.ts";
import type { Window } from "../../support/vscode/window.ts";
import { inSharedWorld, type World } from "../../support/vscode/world.ts";

describe("trouble in the editor", function () {
  this.timeout(120_000);
  let world: World;
  inSharedWorld((shared) => {
    world = shared;
  });

  /** A click that meets a redraw of the status bar does nothing, so a second one may be needed, as for a person. */
  async function openDiagnose(window: Window): Promise<void> {
    const finding = window.quickRow("registry").filter({ hasText: "cannot be reached" });
    await window.statusBar.click();
    const opened = await finding.waitFor({ timeout: 15_000 }).then(
      () => true,
      () => false,
    );
    if (opened) return;
    await window.statusBar.click();
    await finding.waitFor();
  }

  /** While the registry is away, each click says so or leads on. */
  async function everyClick(window: Window): Promise<void> {
    await window.run("Drawbridge: Try a Query");
    await window.notification("The registry cannot be reached, so a query would be refused").waitFor();
    // The command palette offers no sign-in to a person who is signed in; a link on a page may.
    void window.ask("command", { id: "drawbridge.signIn" }, z.unknown());
    await window.notification("You are signed in to").waitFor();
    await window.run("Drawbridge: Choose Registry…");
    await window.page.locator(".quick-input-widget:visible").waitFor();
    await window.page.keyboard.press("Escape");
    for (const title of ["Switch Account…", "Allow This Editor to Decide…"]) {
      await window.run(`Drawbridge: ${title}`);
      const failed = window.notification("Signing in to Drawbridge did not work");
      await failed.getByRole("button", { name: "Diagnose" }).waitFor();
      await window.ask("command", { id: "notifications.clearAll" }, z.unknown());
    }
  }

  describe("a registry that is away", () => {
    it(
      verifies(
        "vscode.offline",
        "The side bar marks the servers as last known while the registry is away, and recovers by itself",
      ),
      async () => {
        const window = await world.signedIn("ada");
        await window.row("Presto").waitFor();
        await world.stopStack();
        try {
          await window.statusBar.filter({ hasText: "offline" }).waitFor();
          await window.page.getByText(/The registry cannot be reached\. As of/).waitFor();
          assert.equal(await window.row("Presto").count(), 1);
          await window.pictures("offline");
          await openDiagnose(window);
          await window.page.keyboard.press("Escape");
          await everyClick(window);
        } finally {
          // The tests after this one need the registry, also if this one fails.
          await world.restartStack();
        }
        await window.page.bringToFront();
        await window.statusBar.filter({ hasText: /^\s*Drawbridge\s*$/ }).waitFor({ timeout: 30_000 });
      },
    );
  });

  describe("a command that fails", () => {
    it(
      verifies(
        "vscode.failures",
        "A failed command says so in our own words and offers Diagnose, and works once the cause is fixed",
      ),
      async () => {
        const window = await world.signedIn("ada");
        await window.row("Presto").waitFor();
        const broker = await world.brokerPid();
        renameSync(world.home, `${world.home}.away`);
        writeFileSync(world.home, "no folder");
        try {
          process.kill(broker, "SIGKILL");
          // Waits until the window has noticed the broker's end, because a request in flight would fail with another error.
          await window.statusBar.filter({ hasText: "sign in" }).waitFor();
          await world.choose(await world.beginSignIn(window), "ada");
          await window.page.bringToFront();
          const notification = window.notification("Signing in to Drawbridge did not work");
          await notification.waitFor();
          assert.match(await notification.innerText(), /something failed that it did not expect \(EEXIST\)/);
          assert.doesNotMatch(await notification.innerText(), /Error:|mkdir|\n\s+at /);
          await window.pictures("failure");
          await notification.getByRole("button", { name: "Diagnose" }).click();
          await window.quickRow("is a file").waitFor();
          await window.page.keyboard.press("Escape");
        } finally {
          rmSync(world.home);
          renameSync(`${world.home}.away`, world.home);
        }
        await window.row("Presto").waitFor();
        assert.equal(await window.notification("Signing in to Drawbridge did not work").count(), 0);
      },
    );
  });
});
