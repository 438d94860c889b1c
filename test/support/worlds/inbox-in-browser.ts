/** The set-up of suites that use the inbox in a browser. */
import type { Browser, BrowserContext, Page } from "playwright-core";
import { type InboxWorld, openContext, startBrowser, startInbox } from "./inbox-world.ts";

export interface InboxInBrowser {
  readonly browser: Browser;
  readonly world: InboxWorld;
  readonly context: BrowserContext;
  readonly page: Page;
  /** What the page reported: errors of its scripts and its console, and dialogs, which are closed. */
  readonly complaints: readonly string[];
}

/** Gives each test of a suite an inbox and an empty page, in one browser. Call it inside `describe`. */
export function inboxInBrowser(take: (inbox: InboxInBrowser) => void): void {
  let browser: Browser;
  let world: InboxWorld | undefined;
  let context: BrowserContext | undefined;
  before(async function () {
    // Chromium may have to be installed first.
    this.timeout(180_000);
    browser = await startBrowser();
  });
  after(() => browser.close());
  beforeEach(async () => {
    world = await startInbox();
    context = await openContext(browser);
    const page = await context.newPage();
    const complaints: string[] = [];
    page.on("console", (message) => void (message.type() === "error" && complaints.push(message.text())));
    page.on("pageerror", (error) => complaints.push(error.message));
    page.on("dialog", (dialog) => {
      complaints.push(`dialog: ${dialog.message()}`);
      void dialog.dismiss();
    });
    take({ browser, world, context, page, complaints });
  });
  afterEach(async () => {
    await context?.close();
    await world?.close();
  });
}
