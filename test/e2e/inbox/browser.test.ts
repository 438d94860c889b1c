import assert from "node:assert/strict";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { askOf } from "../../support/approvals.ts";
import { planOf } from "../../support/approvals-plan.ts";
import { type InboxWorld, openContext, picture, signInTo, startBrowser, startInbox } from "../../support/inbox.ts";
import { verifies } from "../../support/verifies.ts";

const drop = planOf({
  summary: "DROP TABLE ads.spend_2024",
  verb: "DROP TABLE",
  text: { language: "sql", content: "DROP TABLE ads.spend_2024" },
  effect: "destructive",
  objects: ["ads.spend_2024"],
  cost: { rows: "unknown", bytes: "unknown" },
  similar: null,
});
const overwrite = planOf({
  summary: "CREATE TABLE ads.daily AS SELECT over 2 tables",
  verb: "CREATE TABLE AS",
  text: {
    language: "sql",
    content: `-- Rebuilds the daily table from clicks and spend
CREATE TABLE ads.daily AS
SELECT day, campaign, sum(clicks) AS clicks, round(sum(spend) / nullif(sum(clicks), 0), 4) AS cost_per_click
FROM ads.clicks JOIN ads.spend USING (day, campaign)
WHERE day >= DATE '2026-11-01' AND region IN ('EU', 'US')
GROUP BY day, campaign`,
  },
  objects: ["ads.daily", "ads.clicks", "ads.spend"],
  cost: { rows: 3_100_000, bytes: 412_000_000 },
});
const expensive = planOf({
  summary: "SELECT over 1 table of tpch.sf100",
  verb: "SELECT",
  text: { language: "sql", content: "SELECT orderkey, sum(extendedprice) FROM tpch.sf100.lineitem GROUP BY 1" },
  effect: "read",
  objects: ["tpch.sf100.lineitem"],
  cost: { rows: 600_037_902, bytes: 84_000_000_000 },
  reversible: "yes",
  similar: null,
});

describe("the web inbox, in Chromium", () => {
  let world: InboxWorld;
  let browser: Browser;
  let context: BrowserContext;
  let page: Page;
  before(async function () {
    this.timeout(120_000);
    world = await startInbox();
    browser = await startBrowser();
  });
  after(async () => {
    await browser.close();
    await world.close();
  });
  beforeEach(async () => {
    context = await openContext(browser);
    page = await context.newPage();
  });
  afterEach(() => context.close());

  it(verifies("inbox.decides", "looks"), async () => {
    await signInTo(page, `${world.url}/approvals`, "ada");
    await picture(page, "empty");
    const first = await world.ask(askOf({ plan: overwrite }));
    await world.ask(askOf({ plan: drop, need: "second-person", agent: "codex" }));
    await world.ask(askOf({ plan: expensive, agent: "gemini-cli" }));
    await page.locator(`#r-${first.id}`).waitFor();
    await page.waitForFunction("document.querySelectorAll('[data-cards] > li').length === 3");
    await picture(page, "list");
    await page.keyboard.press("j");
    await page.keyboard.press("a");
    await page.keyboard.press("j");
    await page.keyboard.press("j");
    await page.keyboard.press("r");
    await page.keyboard.type("Too expensive: sample it");
    await picture(page, "chosen");
    await page.keyboard.press("Escape");
    await page.keyboard.press("?");
    await picture(page, "keys", false);
    await page.keyboard.press("Escape");
    await page.goto(`${world.url}/approvals/${first.id}`);
    await picture(page, "request");
    await page.emulateMedia({ colorScheme: "dark" });
    await picture(page, "request-dark");
    await page.goto(`${world.url}/approvals`);
    await picture(page, "list-dark");
    await page.setViewportSize({ width: 390, height: 844 });
    await picture(page, "phone");
    assert.ok(true);
  });
});
