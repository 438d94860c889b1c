import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { until } from "../../support/clocks/until.ts";
import { verifies } from "../../support/verifies.ts";
import { inSharedWorld, type World } from "../../support/vscode/world.ts";

describe("signing in from the editor", function () {
  this.timeout(90_000);
  let world: World;
  inSharedWorld((shared) => {
    world = shared;
  });

  it(
    verifies(
      "vscode.first-minute",
      "The editor asks for the registry's address where the company preset none, and then signs in",
    ),
    async () => {
      const window = await world.signedOut();
      await window.ask("setting", { name: "drawbridge.registryUrl", value: "" }, z.unknown());
      await window.chooseOtherRegistry("http://registry.example.com");
      await window.page.getByText("is not https").waitFor();
      await world.forgetBrowser();
      const opened = world.workbench.context.waitForEvent("page");
      await window.type(world.registryUrl);
      await world.choose(await opened, "ada");
      await window.row("Presto").waitFor();
      assert.match(readFileSync(join(world.home, "config.json"), "utf8"), new RegExp(world.registryUrl));
    },
  );

  it(
    verifies("vscode.one-trip", "A sign-in takes one page, one choice and one code, and then the editor may decide"),
    async () => {
      const window = await world.signedOut();
      const pages: string[] = [];
      const onPage = (page: { url(): string }): number => pages.push(page.url());
      world.workbench.context.on("page", onPage);
      await world.signIn(window, "ada");
      world.workbench.context.off("page", onPage);
      assert.equal(pages.length, 1, pages.join("\n"));
      await window.run("Drawbridge: Diagnose");
      await window.quickRow("signed in as ada").waitFor();
      await window.pictures("diagnose");
      // The last rows are out of sight, and the editor does not draw such rows, so the filter brings this one up.
      await window.page.keyboard.type("you can decide");
      await window.quickRow("approvals").filter({ hasText: "you can decide in this editor" }).waitFor();
      await window.page.keyboard.press("Escape");
    },
  );

  it(verifies("vscode.approver-apart", "No file of the home holds a token that can decide"), async () => {
    const window = await world.signedIn("ada");
    await window.row("Presto").waitFor();
    const sessionFile = readFileSync(join(world.home, "session.json"), "utf8");
    assert.match(sessionFile, /signed-in/);
    for (const [token] of sessionFile.matchAll(/eyJ[\w-]+\.[\w-]+/g)) {
      const claims = Buffer.from(token.split(".")[1] ?? "", "base64url").toString("utf8");
      assert.match(claims, /urn:drawbridge:edge/);
    }
    assert.doesNotMatch(sessionFile, /approv/);
  });

  it(verifies("vscode.account", "The editor's Accounts menu shows the account and signs it out"), async () => {
    const window = await world.signedIn("ada");
    await window.page.locator('.activitybar .action-label[aria-label*="Account"]').click();
    await window.page.getByRole("menuitem", { name: "ada (Drawbridge)" }).hover();
    const yes = window.page.locator(".monaco-dialog-box").getByRole("button", { name: "Sign Out" });
    await until("the editor asks", async () => {
      // A menu that has just opened ignores a click and stays, because it takes it for the click that opened it.
      const item = window.page.getByRole("menuitem", { name: "Sign Out" });
      if (await item.isVisible()) await item.click({ timeout: 1_000 }).catch(() => {});
      return yes.isVisible();
    });
    await yes.click();
    await window.welcomeButton("Sign In").waitFor();
    assert.equal(await window.row("Presto").count(), 0);
  });

  it(verifies("vscode.cancel", "A person can cancel a sign-in and start it again"), async () => {
    const window = await world.signedOut();
    await window.pictures("signed-out");
    const login = await world.beginSignIn(window);
    await login.close();
    await window.page.bringToFront();
    const progress = window.notification("Signing in to Drawbridge");
    await progress.waitFor();
    await progress.getByRole("button", { name: "Cancel" }).click();
    await progress.waitFor({ state: "detached" });
    await world.signIn(window, "ada");
  });

  it(verifies("vscode.refused", "The editor says that the person refused, and offers to try again"), async () => {
    const window = await world.signedOut();
    const login = await world.beginSignIn(window);
    await login.getByRole("button", { name: "(ada)" }).click();
    await login.getByText("May this editor decide in your name?").waitFor();
    await login.getByRole("button", { name: "Refuse" }).click();
    await login.getByText("The editor is refused").waitFor();
    await login.close();
    await window.page.bringToFront();
    const notification = window.notification("This editor was not allowed in the browser.");
    await notification.waitFor();
    await window.pictures("sign-in-refused");
    await world.forgetBrowser();
    const opened = world.workbench.context.waitForEvent("page");
    await notification.getByRole("button", { name: "Try Again" }).click();
    await world.choose(await opened, "ada");
    await window.page.bringToFront();
    await window.row("Presto").waitFor();
  });

  it(
    verifies("vscode.any-browser", "A sign-in works in any browser, because nothing has to return to the editor"),
    async () => {
      const window = await world.signedOut();
      const signInRequest = world.workbench.context.waitForEvent("request", (each) =>
        each.url().includes("/approvals/editors/"),
      );
      const login = await world.beginSignIn(window);
      const address = (await signInRequest).url();
      await login.close();
      const elsewhere = await world.workbench.context.browser()?.newContext();
      assert.ok(elsewhere !== undefined);
      const page = await elsewhere.newPage();
      await page.goto(address);
      await page.getByRole("button", { name: "(ada)" }).click();
      await world.allow(page);
      await page.getByText("You can close this page now").waitFor();
      await elsewhere.close();
      await window.page.bringToFront();
      await window.row("Presto").waitFor();
    },
  );

  it(verifies("vscode.reload", "A sign-in continues after the window was reloaded in the middle"), async () => {
    const window = await world.signedOut();
    const login = await world.beginSignIn(window);
    await window.page.bringToFront();
    await window.reload();
    await world.choose(login, "ada");
    await window.page.bringToFront();
    await window.row("Presto").waitFor();
  });
});
