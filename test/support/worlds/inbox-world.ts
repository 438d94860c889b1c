/** The web inbox as people use it: the real registry, the real development identity provider, and a browser. */
import { mkdirSync } from "node:fs";
import { type Browser, type BrowserContext, chromium as driver, type Page } from "playwright-core";
import { startTestIdentity, type TestIdentity, testApproverSecret } from "../identity/test-identity.ts";
import { repository } from "../machine/source-files.ts";
import { freePort } from "../network/listening.ts";
import { InboxVisitor } from "../people/inbox-visitor.ts";
import { TestEditor } from "../people/paired-editor.ts";
import type { TestRegistryOptions } from "../registry/test-registry.ts";
import { chromium } from "../vscode/chromium.ts";
import { type ApprovalsWorld, startApprovals } from "./approvals-world.ts";

export interface InboxWorld extends ApprovalsWorld {
  readonly identity: TestIdentity;
  /** Where an editor sends its decisions. */
  readonly decisionsUrl: string;
  /** A visitor of the inbox who has signed in as this demo user. */
  visitorOf(user: string): Promise<InboxVisitor>;
  /** An editor that has asked to be paired. */
  askingEditor(): Promise<TestEditor>;
}

/** Starts the inbox. Members of `infra` (ines) are the second persons of the server `presto`. */
export async function startInbox(options: TestRegistryOptions = {}, host = "127.0.0.1"): Promise<InboxWorld> {
  const port = options.port ?? (await freePort());
  const url = options.url ?? `http://${host}:${port}`;
  const identity = await startTestIdentity({ registryUrl: url });
  const settings = { port, url, issuer: identity.url, approverSecret: testApproverSecret, ...options };
  const world = await startApprovals(settings, {
    token: ({ sub = "ada" }) => identity.accessToken(String(sub)),
    async visitor({ sub = "ada" }) {
      const visitor = new InboxVisitor(url);
      await visitor.signIn(String(sub));
      return visitor;
    },
  });
  const body = JSON.stringify({ groups: ["infra"] });
  await world.asPart("operator", "/servers/presto/approvers", { method: "PUT", body });
  return {
    ...world,
    ...{ url, identity, decisionsUrl: `${url}/api/v1/approvals/decisions` },
    visitorOf: (user) => InboxVisitor.signedIn(url, user),
    askingEditor: () => TestEditor.begun(url),
    async close() {
      await world.close();
      await identity.close();
    },
  };
}

/** An inbox, and ada, who has signed in there without scripts. */
export async function startInboxWithAda(): Promise<{ world: InboxWorld; ada: InboxVisitor; close(): Promise<void> }> {
  const world = await startInbox();
  return { world, ada: await InboxVisitor.signedIn(world.url, "ada"), close: () => world.close() };
}

/** How long (ms) a step in the browser may take on a busy machine. */
const timeoutMs = 15_000;

export async function startBrowser(): Promise<Browser> {
  const executablePath = chromium();
  if (executablePath === null)
    throw new Error("These tests drive Chromium, and none is here: install the package chromium.");
  return driver.launch({ executablePath, args: ["--no-sandbox", "--disable-dev-shm-usage"] });
}

/** A new browser window with its own cookies. */
export async function openContext(
  browser: Browser,
  options: Parameters<Browser["newContext"]>[0] = {},
): Promise<BrowserContext> {
  const context = await browser.newContext({ viewport: { width: 1100, height: 900 }, ...options });
  context.setDefaultTimeout(timeoutMs);
  return context;
}

/** Goes to `url` and signs in as a demo user on the way. */
export async function signInTo(page: Page, url: string, user: string): Promise<void> {
  await page.goto(url);
  await page.locator(`button[value="${user}"]`).click();
  await page.waitForURL(url);
}

/** Waits until the first second of a page is over, in which it takes no decision. */
export const settled = (page: Page): Promise<void> =>
  page.locator("html:not([data-settling])").waitFor({ state: "attached" });

/** Saves a screenshot of the page, for people to look at. */
export async function picture(page: Page, name: string, fullPage = true): Promise<void> {
  const folder = `${repository}.cache/screenshots`;
  mkdirSync(folder, { recursive: true });
  await page.screenshot({ path: `${folder}/inbox-${name}.png`, fullPage });
}
