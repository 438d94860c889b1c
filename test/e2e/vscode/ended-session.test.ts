import assert from "node:assert/strict";
import { z } from "zod";
import { homeOf } from "../../../proxy/files/home.ts";
import { openSecretStore } from "../../../proxy/identity/secret-store.ts";
import { toText } from "../../../proxy/identity/stored-session.ts";
import { verifies } from "../../support/verifies.ts";
import { inSharedWorld, type World } from "../../support/vscode/world.ts";

describe("a session that has ended, and a list that was never read", function () {
  this.timeout(120_000);
  let world: World;
  inSharedWorld((shared) => {
    world = shared;
  });

  /** Ends the session as an identity provider does that takes no refresh token any more. */
  async function endSession(): Promise<void> {
    const broker = await world.brokerPid();
    const user = { name: "ada", displayName: "Ada (ines)\u202e[Lindqvist]", groups: ["ads-eng"] };
    await (await openSecretStore(homeOf(world.home))).save(toText({ state: "expired", user }));
    process.kill(broker, "SIGKILL");
  }

  it(
    verifies("vscode.ended-session", "Open pages say that the session has ended, and a link on them signs in again"),
    async () => {
      const window = await world.signedIn("ada");
      await window.row("Presto").first().click();
      await window.page.locator(".tab", { hasText: "Presto" }).waitFor();
      await window.ask("command", { id: "drawbridge.reviewApprovals" }, z.unknown());
      await window.frameWith("main h1:has-text('Nothing waits for you')");
      await endSession();
      await window.statusBar.filter({ hasText: "sign in again" }).waitFor({ timeout: 60_000 });
      const page = await window.frameWith("main .notice:has-text('Your session has ended')");
      // The side bar names the user by name and id.
      await window.page.getByText("Ada {ines}\\u{202e}{Lindqvist} (ada)").first().waitFor();
      assert.doesNotMatch(await page.locator("main").innerText(), /cannot be reached|Nothing waits/);
      await window.pictures("ended-session");
      await world.forgetBrowser();
      const opened = world.workbench.context.waitForEvent("page");
      await page.getByRole("link", { name: "Sign In" }).click();
      await world.choose(await opened, "ada");
      await window.page.bringToFront();
      await window.frameWith("main h1:has-text('Nothing waits for you')");
      await window.statusBar.filter({ hasText: /^\s*Drawbridge\s*$/ }).waitFor();
      await window.clear();
    },
  );

  it(verifies("vscode.no-dead-end", "Each click leads somewhere while the session has ended"), async () => {
    const window = await world.signedIn("ada");
    await window.row("Presto").first().waitFor();
    await endSession();
    await window.statusBar.filter({ hasText: "sign in again" }).waitFor({ timeout: 60_000 });
    await window.run("Drawbridge: Try a Query");
    await window.notification("Sign in to Drawbridge first").waitFor();
    await window.run("Drawbridge: Choose Registry…");
    await window.page.locator(".quick-input-widget:visible").waitFor();
    await window.page.keyboard.press("Escape");
    for (const title of ["Sign In", "Switch Account…"]) {
      await world.forgetBrowser();
      const opened = world.workbench.context.waitForEvent("page");
      await window.run(`Drawbridge: ${title}`);
      await (await opened).close();
      await window.page.bringToFront();
      await window.notification("Signing in to Drawbridge").getByRole("button", { name: "Cancel" }).click();
      await window.notification("Signing in to Drawbridge").waitFor({ state: "detached" });
    }
    await window.run("Drawbridge: Sign Out");
    await window.welcomeButton("Sign In").waitFor();
    await window.clear();
  });

  it(
    verifies("vscode.unread", "The side bar says why the servers could not be read, and not that there is none"),
    async () => {
      const window = await world.signedOut();
      world.database.cut = (sent) => sent.includes('from "registry"."servers"');
      try {
        // Another user, because the servers of the last one are known from before.
        await world.signIn(window, "omar");
        await window.page.getByText("Your servers could not be read.").waitFor();
        await window.statusBar.filter({ hasText: "servers not read" }).waitFor();
        assert.equal(await window.page.getByText("Your registry lists no server for you yet").count(), 0);
        await window.pictures("servers-unread");
      } finally {
        world.database.cut = () => false;
      }
      await window.run("Drawbridge: Refresh");
      await window.row("Presto").waitFor();
    },
  );
});
