/** The choice between two identity providers as people see it: in the editor's question, and on the inbox's page. */
import assert from "node:assert/strict";
import { z } from "zod";
import { startTestIdentity, type TestIdentity, testApproverSecret } from "../../support/identity/test-identity.ts";
import { twoProviders } from "../../support/identity/two-providers.ts";
import { freePort } from "../../support/network/listening.ts";
import { startTestRegistry, type TestRegistry } from "../../support/registry/test-registry.ts";
import { verifies } from "../../support/verifies.ts";
import { inSharedWorld, type World } from "../../support/vscode/world.ts";
import { picture } from "../../support/worlds/inbox-world.ts";

describe("a company with two identity providers, in the editor", function () {
  this.timeout(90_000);
  let world: World;
  let old: TestIdentity;
  let next: TestIdentity;
  let registry: TestRegistry;
  inSharedWorld((shared) => {
    world = shared;
  });
  before(async () => {
    const port = await freePort();
    const registryUrl = `http://127.0.0.1:${port}`;
    [old, next] = await Promise.all([startTestIdentity({ registryUrl }), startTestIdentity({ registryUrl })]);
    registry = await startTestRegistry({
      ...{ port, approverSecret: testApproverSecret },
      identityProviders: twoProviders(old.url, next.url),
    });
  });
  after(async () => {
    await use(world.registryUrl);
    await registry.close();
    await Promise.all([old.close(), next.close()]);
  });

  const use = async (value: string) =>
    (await world.window()).ask("setting", { name: "drawbridge.registryUrl", value }, z.unknown());

  it(
    verifies("vscode.providers", "A question lists both providers, and the arrow keys and Enter choose the second"),
    async () => {
      const window = await world.signedOut();
      await use(registry.url);
      await world.forgetBrowser();
      await window.welcomeButton("Sign In").click();
      await window.page.getByText("Your Company's Identity Providers").waitFor();
      await window.quickRow("Merged Corporation").waitFor();
      await window.pictures("providers");
      const opened = world.workbench.context.waitForEvent("page");
      await window.page.keyboard.press("ArrowDown");
      await window.page.keyboard.press("Enter");
      const page = await opened;
      await page.waitForURL((url) => url.origin === next.url);
      await world.choose(page, "ada");
      await window.page.bringToFront();
      await window.page.locator(".sidebar").getByText("merged:ada").waitFor();
    },
  );

  it(
    verifies("vscode.providers", "The next question has the last choice first, and Escape leaves all as it is"),
    async () => {
      const window = await world.window();
      await window.ask("command", { id: "drawbridge.signOut" }, z.unknown());
      await window.welcomeButton("Sign In").click();
      const rows = window.page.locator(".quick-input-list .monaco-list-row");
      await rows.first().filter({ hasText: "Merged Corporation" }).filter({ hasText: "used last" }).waitFor();
      assert.equal(await rows.count(), 2);
      await window.page.keyboard.press("Escape");
      await window.welcomeButton("Sign In").waitFor();
    },
  );

  it(verifies("inbox.providers", "The inbox shows a link for each provider, which the keyboard reaches"), async () => {
    await world.forgetBrowser();
    const page = await world.workbench.context.newPage();
    await page.goto(`${registry.url}/approvals`);
    await page.getByRole("link", { name: "Sign in with Acme" }).waitFor();
    await picture(page, "providers");
    await page.emulateMedia({ colorScheme: "dark" });
    await picture(page, "providers-dark");
    await page.getByRole("link", { name: "Sign in with Merged Corporation" }).focus();
    await page.keyboard.press("Enter");
    await page.waitForURL((url) => url.origin === next.url);
    await page.close();
  });
});
