/** The story that README tells, with its own commands: an agent asks, the inbox shows it, a person decides, it runs. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { z } from "zod";
import { CommandLine } from "../../support/agents/command-line.ts";
import { until } from "../../support/clocks/until.ts";
import { repository } from "../../support/machine/source-files.ts";
import { verifies } from "../../support/verifies.ts";
import { openContext, picture, settled, signInTo, startBrowser } from "../../support/worlds/inbox-world.ts";
import { sharedStack } from "../../support/worlds/shared-stack.ts";

/** What README tells people to type, with its quotes removed like a shell does. */
const [, tool = "", args = ""] =
  /npx drawbridge call presto (write_query) --args '(.*)'/.exec(readFileSync(`${repository}README.md`, "utf8")) ?? [];

const Asked = z.object({ sql: z.string() });
const Changed = z.object({ rows: z.number() });

describe("approval before a call runs, as README describes it", function () {
  this.timeout(120_000);
  let registryUrl: string;
  let terminal: CommandLine;
  let browser: Browser;
  let context: BrowserContext;
  let page: Page;
  before(async function () {
    // Chromium may have to be installed first.
    this.timeout(240_000);
    [{ registryUrl }, browser] = await Promise.all([sharedStack(), startBrowser()]);
    terminal = new CommandLine();
    const { code, stderr } = await terminal.run("login", "--registry", registryUrl, "--as", "ada");
    assert.equal(code, 0, stderr);
    context = await openContext(browser);
    page = await context.newPage();
  });
  after(async () => {
    await browser?.close();
    await terminal?.dispose();
  });

  /** The link that another terminal shows for the one waiting request. */
  const link = async (): Promise<string> => {
    let found = "";
    await until("it is listed", async () => {
      const { stdout } = await terminal.run("approvals");
      found = /^Waiting .* (http\S+)$/m.exec(stdout)?.[1] ?? "";
      return found !== "";
    });
    return found;
  };

  it(verifies("inbox.story", "The call waits with a link, the inbox shows and approves it, and it runs"), async () => {
    const call = terminal.run("call", "presto", tool, "--args", args);
    const address = await link();
    await signInTo(page, address, "ada");
    await page.getByRole("heading", { name: "CREATE OR REPLACE TABLE ads.campaigns AS SELECT" }).waitFor();
    const facts = await page.locator(".facts").innerText();
    for (const fact of [
      /ada, by the agent drawbridge-cli in the folder /,
      /ads\.campaigns · CREATE OR REPLACE TABLE AS/,
      /Presto \(presto\), tool Change data, on duckdb in dev; owned by Data Platform/,
      /about [\d,]+ rows, \d+ kB/,
      /cannot be undone/,
    ]) {
      assert.match(facts, fact);
    }
    assert.match(facts, /compared whole\)\n.*its effect \(/, "each bound object has a line of its own");
    assert.equal(await page.locator(".statement").innerText(), Asked.parse(JSON.parse(args)).sql);
    await picture(page, "story-asked");
    await settled(page);
    await page.getByRole("button", { name: "Approve" }).click();
    const { code, stdout, stderr } = await call;
    assert.equal(code, 0, stderr);
    assert.ok(stderr.includes(address), stderr);
    assert.ok(Changed.parse(JSON.parse(stdout)).rows > 0, stdout);
    await page.getByText("The call has run").waitFor();
    await picture(page, "story-done");
  });

  it(verifies("inbox.story", "The inbox rejects the call, and the agent that asked reads the reason"), async () => {
    const call = terminal.run("call", "presto", tool, "--args", args);
    await page.goto(await link());
    await page.getByLabel("Why not").fill("Not while the month is being closed");
    await settled(page);
    await page.getByRole("button", { name: "Reject" }).click();
    const { code, stderr } = await call;
    assert.equal(code, 5, stderr);
    assert.match(stderr, /Not while the month is being closed/);
  });
});
