import assert from "node:assert/strict";
import type { Browser, Page } from "playwright-core";
import type { Claims } from "../../support/identity/issuer.ts";
import { verifies } from "../../support/verifies.ts";
import { accessibilityProblems } from "../../support/vscode/accessibility.ts";
import { openContext, picture, startBrowser } from "../../support/worlds/inbox-world.ts";
import { people, type ReviewWorld, startReviews } from "../../support/worlds/review-world.ts";

describe("the pages of reviews, in Chromium", function () {
  this.timeout(60_000);
  let world: ReviewWorld;
  let browser: Browser;
  before(async function () {
    // Chromium may have to be installed first.
    this.timeout(180_000);
    [world, browser] = await Promise.all([startReviews(), startBrowser()]);
  });
  after(async () => {
    await browser.close();
    await world.close();
  });

  /** A window of the person, who has signed in. */
  const windowOf = async (claims: Claims, colorScheme: "light" | "dark" = "light"): Promise<Page> => {
    const { cookies } = await world.visitor(claims);
    const context = await openContext(browser, { colorScheme });
    await context.addCookies([...cookies].map(([name, value]) => ({ name, value, url: world.url })));
    return context.newPage();
  };
  /** Fills a review by the keyboard alone. */
  const fill = async (page: Page, kind: string): Promise<void> => {
    const form = page.locator(`[data-review="${kind}"] form`);
    for (const point of await form.locator(".point").all()) {
      await point.getByLabel("Yes").focus();
      await page.keyboard.press("Space");
    }
  };
  const approve = async (kind: "security" | "legal-privacy" | "genai", version: number): Promise<Page> => {
    const page = await windowOf(people[kind]);
    await page.goto(`${world.url}/reviews`);
    await page.getByRole("link", { name: `The presto server, version ${version}` }).click();
    await fill(page, kind);
    await page.locator(`[data-review="${kind}"]`).getByRole("button", { name: "Approve" }).press("Enter");
    await page.locator(`[data-review="${kind}"] .fate.approved`).waitFor();
    return page;
  };

  it(
    verifies(
      "governance.pages",
      "Three people review a version with the keyboard, a changed tool is shown, and an operator suspends",
    ),
    async () => {
      const early = await windowOf(people.security);
      await early.goto(`${world.url}/reviews`);
      await early.getByRole("heading", { name: "No version waits for a review" }).waitFor();
      await picture(early, "reviews-empty");
      await world.announcePresto();
      await early.reload();
      await picture(early, "reviews-queue");
      const first = await windowOf(people.security);
      await first.goto(`${world.url}/reviews/presto/versions/1`);
      await fill(first, "security");
      await first.getByLabel("Only for these groups").check();
      await first.locator('input[name="groups"][value="infra"]').uncheck();
      await picture(first, "review-form");
      assert.deepEqual(await accessibilityProblems(first.mainFrame()), []);
      await first.locator('[data-review="security"]').getByRole("button", { name: "Approve" }).click();
      await first.locator('[data-review="security"] .fate').getByText("only for").waitFor();
      await approve("legal-privacy", 1);
      const approved = await approve("genai", 1);
      await approved.locator("article > .fate").getByText("approved by").waitFor();
      await picture(approved, "review-approved");
      assert.deepEqual((await world.policy()).coarse.groups, ["ads-eng"]);

      await world.announcePresto([
        { name: "look", effect: "destructive", description: "Looks, and deletes." },
        { name: "spy" },
      ]);
      const dark = await windowOf(people.genai, "dark");
      await dark.goto(`${world.url}/reviews/presto/versions/2`);
      await dark.getByText("it may do more than before").first().waitFor();
      await picture(dark, "review-difference");
      assert.deepEqual(await accessibilityProblems(dark.mainFrame()), []);

      const operator = await windowOf(people.operator, "dark");
      await operator.goto(`${world.url}/reviews/presto`);
      await operator.getByLabel("Why no person may use it for now").fill("It returned rows of another team.");
      await operator.getByRole("button", { name: "Suspend" }).press("Enter");
      await operator.locator(".fate.rejected").getByText("Suspended").waitFor();
      await picture(operator, "review-suspended");
      assert.deepEqual(await accessibilityProblems(operator.mainFrame()), []);
      assert.deepEqual(await world.toolsOf(people.user), []);
    },
  );
});
