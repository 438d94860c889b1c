/** The page of claims as an operator sees it in a browser, at a company's provider. */
import assert from "node:assert/strict";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { until } from "../../support/clocks/until.ts";
import type { Claims } from "../../support/identity/issuer.ts";
import { startTestRegistry, type TestRegistry } from "../../support/registry/test-registry.ts";
import { manifestOf } from "../../support/servers/manifest.ts";
import { verifies } from "../../support/verifies.ts";
import { openContext, picture, startBrowser } from "../../support/worlds/inbox-world.ts";

describe("the page of claims, in Chromium", function () {
  this.timeout(60_000);
  let browser: Browser;
  let registry: TestRegistry;
  let context: BrowserContext;
  let page: Page;
  const ada: Claims = { sub: "05ca878d-91aa", name: "Ada Lindqvist", groups: ["ads-eng", "data-owners", "choir"] };
  before(async function () {
    this.timeout(180_000);
    browser = await startBrowser();
    registry = await startTestRegistry();
    await registry.announce(manifestOf("presto", { approvers: ["data-owners"] }), "http://127.0.0.1:9/mcp");
  });
  after(async () => {
    await browser.close();
    await registry.close();
  });
  beforeEach(async () => {
    registry.issuer.person = ada;
    context = await openContext(browser);
    page = await context.newPage();
  });
  afterEach(() => context.close());

  const claims = () => `${registry.url}/approvals/claims`;
  const drawn = async (name: string) => {
    await page.emulateMedia({ colorScheme: "light" });
    await picture(page, `claims-${name}`);
    const ground = () => page.evaluate("getComputedStyle(document.body).backgroundColor");
    const light = await ground();
    await page.emulateMedia({ colorScheme: "dark" });
    await until("it is dark", async () => (await ground()) !== light);
    await picture(page, `claims-${name}-dark`);
  };

  it(
    verifies(
      "idp.claims-page",
      "An operator reaches the page from the front page by the keyboard, and a new token too",
    ),
    async () => {
      await page.goto(registry.url);
      await page.getByRole("link", { name: "/approvals/claims" }).focus();
      await page.keyboard.press("Enter");
      await page.waitForURL(claims());
      await page.getByRole("heading", { name: "How your sign-in is read" }).waitFor();
      assert.equal(await page.locator(".state.found").count(), 5);
      await drawn("found");
      registry.issuer.person = { ...ada, name: undefined, groups: ["data-owners"] };
      // The skip link, and then nothing but links and one button, each of them with a visible focus.
      await page.keyboard.press("Tab");
      const link = page.getByRole("link", { name: "Get a new token" });
      await until("the link has the focus", async () => {
        await page.keyboard.press("Tab");
        return link.evaluate((element) => element === element.ownerDocument.activeElement);
      });
      const outline = await page.evaluate("getComputedStyle(document.activeElement).outlineStyle");
      assert.notEqual(outline, "none");
      await page.keyboard.press("Enter");
      await page.locator(".state.missing").waitFor();
      assert.equal(await page.locator('[data-claim="claims.displayName"] .state').innerText(), "✕ Missing");
      assert.deepEqual(await page.locator(".groups li").allInnerTexts(), ["data-owners"]);
    },
  );

  it(verifies("idp.claims-page", "The page without a group says what to do, also on a phone"), async () => {
    registry.issuer.person = { sub: `05ca878d-91aa${"-long".repeat(30)}`, groups: undefined };
    await page.setViewportSize({ width: 390, height: 844 });
    await page.goto(claims());
    await page.getByText("You are in no group. If that is wrong").waitFor();
    await drawn("empty-phone");
    assert.equal(await page.evaluate("document.documentElement.scrollWidth <= innerWidth"), true);
  });

  it(
    verifies("idp.claim-named", "A sign-in whose person cannot be read shows the claim's name, and a way on"),
    async () => {
      registry.issuer.person = { ...ada, sub: "x".repeat(300) };
      await page.goto(claims());
      await page.getByRole("heading", { name: "The registry does not know who you are" }).waitFor();
      await page.getByText("claim sub").waitFor();
      await drawn("refused");
      registry.issuer.person = ada;
      await page.getByRole("link", { name: "Sign in" }).click();
      await page.getByRole("heading", { name: "How your sign-in is read" }).waitFor();
    },
  );
});
