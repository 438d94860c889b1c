import assert from "node:assert/strict";
import { createServer, type Server } from "node:http";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { clickLater, inboxSettles, passTime } from "../../support/clocks/real-time.ts";
import { until } from "../../support/clocks/until.ts";
import { listening } from "../../support/network/listening.ts";
import { verifies } from "../../support/verifies.ts";
import { askOf } from "../../support/worlds/approvals-world.ts";
import { inboxInBrowser } from "../../support/worlds/inbox-in-browser.ts";
import { type InboxWorld, openContext, picture, settled, signInTo } from "../../support/worlds/inbox-world.ts";
import { deceptive, drop, expensive, rebuild } from "./plans.ts";

const clicksAgain = "people click again at such intervals";

describe("the web inbox, in Chromium", function () {
  this.timeout(60_000);
  let world: InboxWorld;
  let browser: Browser;
  let context: BrowserContext;
  let page: Page;
  let complaints: readonly string[];
  inboxInBrowser((inBrowser) => {
    ({ browser, world, context, page, complaints } = inBrowser);
  });

  const inbox = () => `${world.url}/approvals`;
  const card = (id: string) => page.locator(`#r-${id}`);
  const waits = (...ids: string[]) => Promise.all(ids.map((id) => card(id).waitFor()));

  it(verifies("inbox.decides", "The inbox approves one request and rejects another in one sending"), async () => {
    await signInTo(page, inbox(), "ada");
    await picture(page, "empty");
    const first = await world.ask(askOf({ plan: rebuild }));
    const second = await world.ask(askOf({ plan: expensive, agent: "gemini-cli" }));
    const shared = await world.ask(askOf({ plan: drop, need: "second-person", agent: "codex" }));
    await waits(first.id, second.id, shared.id);
    await picture(page, "list");
    // For a second after other requests appeared, a click in that place chooses nothing.
    await inboxSettles();
    await card(first.id).getByText("Approve", { exact: true }).click();
    await card(second.id).getByText("Reject", { exact: true }).click();
    await card(second.id).getByLabel("Why, if you reject").fill("Too expensive: sample it");
    assert.equal(await page.locator("[data-tally]").textContent(), "1 to approve, 1 to reject");
    await picture(page, "chosen");
    assert.equal(await card(shared.id).getByText("Approve", { exact: true }).count(), 0);
    await settled(page);
    await page.getByRole("button", { name: "Send decisions" }).click();
    await page.getByText("2 requests are decided.").waitFor();
    await picture(page, "decided");
    assert.deepEqual(
      [await world.stateOf(first.id), await world.stateOf(second.id), await world.stateOf(shared.id)],
      ["approved", "rejected", "pending"],
    );
    assert.equal((await world.ticket(second.id)).reason, "Too expensive: sample it");
    assert.deepEqual(complaints, []);
  });

  it(verifies("inbox.decides", "The inbox sends a decision once, even if its button is pressed again"), async () => {
    const { id } = await world.ask();
    await signInTo(page, `${inbox()}/${id}`, "ada");
    const sent: string[] = [];
    await page.route("**/decisions", async (route) => {
      sent.push(route.request().url());
      await passTime(500, "the button is pressed twice more while the first answer is awaited");
      await route.continue();
    });
    await settled(page);
    await clickLater(page, "[data-approve]", [0, 150, 300]);
    await page.getByText("It runs when the agent").waitFor();
    assert.deepEqual(sent, [`${inbox()}/decisions`]);
    assert.equal(await world.stateOf(id), "approved");
  });

  it(verifies("inbox.read-first", "The inbox decides one request for any number of clicks in one place"), async () => {
    const [first, second] = [await world.ask(askOf({ plan: drop })), await world.ask(askOf({ plan: rebuild }))];
    await signInTo(page, `${inbox()}/${first.id}`, "ada");
    assert.equal(await page.title(), "ads.spend_2024 · DROP TABLE · Drawbridge");
    const middleOf = async (name: string | RegExp) => {
      const box = await page.getByRole("button", { name }).first().boundingBox();
      assert.ok(box);
      return [box.x + box.width / 2, box.y + box.height / 2] as const;
    };
    // A page that has just appeared takes no decision.
    await page.goto(`${inbox()}/${second.id}`);
    await page.mouse.click(...(await middleOf("Approve")));
    await picture(page, "settling", false);
    await page.goto(`${inbox()}/${first.id}`);
    const at = await middleOf("Approve");
    await page.mouse.click(...at, { clickCount: 2 });
    assert.deepEqual([await world.stateOf(first.id), await world.stateOf(second.id)], ["pending", "pending"]);
    await settled(page);
    await page.mouse.click(...at, { clickCount: 2 });
    for (const ms of [100, 300, 500, 700]) {
      await passTime(ms, clicksAgain);
      await page.mouse.click(...at);
    }
    await page.getByText("It runs when the agent").waitFor();
    assert.deepEqual([await world.stateOf(first.id), await world.stateOf(second.id)], ["approved", "pending"]);
    assert.deepEqual(complaints, []);
  });

  for (const javaScriptEnabled of [true, false]) {
    it(
      verifies(
        "inbox.read-first",
        `The inbox approves a list and not the next by two clicks at the same pixel ${javaScriptEnabled ? "with" : "without"} scripts`,
      ),
      async () => {
        const other = await openContext(browser, { javaScriptEnabled });
        const list = await other.newPage();
        const tickets = [await world.ask(), await world.ask()];
        await signInTo(list, inbox(), "ada");
        await inboxSettles();
        const box = await list.getByRole("button", { name: "Approve all 2 shown" }).boundingBox();
        assert.ok(box);
        const at = [box.x + box.width / 2, box.y + box.height / 2] as const;
        const later = [await world.ask(), await world.ask()];
        // With scripts, the new requests join the list, and "all" means other requests than a moment ago.
        if (javaScriptEnabled) await list.locator(`#r-${later[1]?.id}`).waitFor();
        await list.mouse.click(...at, { clickCount: 2 });
        if (!javaScriptEnabled) {
          await list.getByText("2 requests are decided.").waitFor();
          for (const ms of [0, 200, 400, 700]) {
            await passTime(ms, clicksAgain);
            await list.mouse.click(...at);
          }
        }
        await passTime(300, "a decision that a click must not send would have arrived by then");
        const taken = javaScriptEnabled ? "pending" : "approved";
        assert.deepEqual(await Promise.all([...tickets, ...later].map(({ id }) => world.stateOf(id))), [
          ...[taken, taken],
          ...["pending", "pending"],
        ]);
        await other.close();
      },
    );
  }

  it(verifies("inbox.keyboard", "The inbox decides a batch by the keyboard alone"), async () => {
    const tickets = [await world.ask(), await world.ask(), await world.ask()];
    await signInTo(page, inbox(), "ada");
    const [newest, middle, oldest] = tickets.map(({ id }) => id).toReversed();
    await page.keyboard.press("?");
    await page.getByRole("heading", { name: "Keys" }).waitFor();
    await picture(page, "keys", false);
    await page.keyboard.press("Escape");
    for (const key of ["j", "a", "j", "r"]) await page.keyboard.press(key);
    await page.keyboard.type("jar: not a key");
    await page.keyboard.press("Escape");
    for (const key of ["j", "a", "u", "k", "k", "j"]) await page.keyboard.press(key);
    await settled(page);
    await page.keyboard.press("Control+Enter");
    await page.getByText("2 requests are decided.").waitFor();
    assert.deepEqual(
      [await world.stateOf(newest ?? ""), await world.stateOf(middle ?? ""), await world.stateOf(oldest ?? "")],
      ["approved", "rejected", "pending"],
    );
    assert.equal((await world.ticket(middle ?? "")).reason, "jar: not a key");
    await page.getByText("Go on to what waits").click();
    await page.waitForURL(inbox());
    await page.keyboard.press("j");
    await page.keyboard.press("Enter");
    await page.waitForURL(`${inbox()}/${oldest}`);
    await settled(page);
    await page.keyboard.press("a");
    await page.keyboard.press("Enter");
    await page.getByText("It runs when the agent").waitFor();
    assert.equal(await world.stateOf(oldest ?? ""), "approved");
    assert.deepEqual(complaints, []);
  });

  it(verifies("inbox.live", "The inbox follows changes from elsewhere, and keeps what was typed"), async () => {
    const mine = await world.ask();
    await signInTo(page, inbox(), "ada");
    await page.getByText("Live", { exact: true }).waitFor();
    await page.keyboard.press("j");
    await page.keyboard.press("r");
    await page.keyboard.type("half a rea");
    const other = await world.ask();
    await waits(other.id);
    await page.keyboard.type("son");
    assert.equal(await card(mine.id).getByLabel("Why, if you reject").inputValue(), "half a reason");
    const began = performance.now();
    await world.approve(other.id);
    await card(other.id).waitFor({ state: "detached" });
    assert.ok(performance.now() - began < 1000, `${performance.now() - began} ms`);
    await page.locator(`.row[data-id="${other.id}"]`, { hasText: "Approved" }).waitFor();
    assert.match((await card(mine.id).locator("[data-until]").textContent()) ?? "", /^59:\d\d left$/);
    assert.deepEqual(complaints, []);
  });

  it(verifies("inbox.live", "The inbox shows on a request's page what a colleague decided there"), async () => {
    const { id } = await world.ask(askOf({ plan: drop, need: "second-person" }));
    await signInTo(page, `${inbox()}/${id}`, "ada");
    await page.getByText("You cannot decide this.").waitFor();
    await picture(page, "requester");
    const colleague = await openContext(browser);
    const theirs = await colleague.newPage();
    await signInTo(theirs, `${inbox()}/${id}`, "ines");
    await picture(theirs, "second-person");
    await theirs.getByLabel("Why not").fill("Ask me in the planning first");
    await settled(theirs);
    await theirs.getByRole("button", { name: "Reject" }).click();
    await page.getByText("Ask me in the planning first").waitFor();
    await picture(page, "rejected");
    await colleague.close();
    assert.equal((await world.ticket(id)).decidedBy, "ines");
  });

  it(verifies("inbox.no-script", "The inbox approves all that is shown with scripts off"), async () => {
    const plain = await openContext(browser, { javaScriptEnabled: false });
    const tickets = [await world.ask(askOf({ plan: rebuild })), await world.ask(askOf({ plan: expensive }))];
    const quiet = await plain.newPage();
    await signInTo(quiet, inbox(), "ada");
    await picture(quiet, "no-script");
    // Without scripts, the server checks the page's first second.
    await inboxSettles();
    await quiet.getByRole("button", { name: "Approve all 2 shown" }).click();
    await quiet.getByText("2 requests are decided.").waitFor();
    assert.deepEqual(await Promise.all(tickets.map(({ id }) => world.stateOf(id))), ["approved", "approved"]);
    await plain.close();
  });

  it(verifies("inbox.shown-whole", "The inbox runs nothing of a request, and shows hidden characters"), async () => {
    const { id } = await world.ask(askOf({ plan: deceptive, agent: "<script>alert(3)</script>" }));
    await signInTo(page, inbox(), "ada");
    await waits(id);
    await picture(page, "deceptive");
    await page.goto(`${inbox()}/${id}`);
    await page.getByText("U+202E").first().waitFor();
    await picture(page, "deceptive-request");
    const statement = await page.locator(".statement").innerText();
    assert.equal(
      statement,
      "SELECT 1 -- U+202EU+200B'); harmless\n;<script>alert(1)</script> DROPU+00A0TABLE ads.spend",
    );
    assert.deepEqual(complaints, []);
  });

  it(verifies("inbox.decides", "The inbox is drawn in light and dark, wide and narrow"), async () => {
    const { id } = await world.ask(askOf({ plan: rebuild }));
    await world.approve((await world.ask()).id, {}, 3600);
    await signInTo(page, inbox(), "ada");
    const ground = () => page.evaluate("getComputedStyle(document.body).backgroundColor");
    const light = await ground();
    await page.emulateMedia({ colorScheme: "dark" });
    await until("it is dark", async () => (await ground()) !== light);
    await picture(page, "list-dark");
    await page.goto(`${inbox()}/${id}`);
    await picture(page, "request-dark");
    await page.setViewportSize({ width: 390, height: 844 });
    await picture(page, "request-phone");
    await page.goto(inbox());
    await picture(page, "list-phone");
    assert.equal(await page.evaluate("document.documentElement.scrollWidth <= innerWidth"), true);
  });

  describe("a page of another site", () => {
    let other: Server;
    let site: string;
    let body: string;
    beforeEach(async () => {
      other = createServer((_request, response) =>
        response.writeHead(200, { "content-type": "text/html" }).end(`<!doctype html>${body}`),
      );
      // Another site by its name: for browsers, localhost and 127.0.0.1 are two sites.
      site = (await listening(other)).replace("127.0.0.1", "localhost");
    });
    afterEach(() => {
      other.closeAllConnections();
      other.close();
    });

    it(verifies("inbox.headers", "Another site cannot show the inbox in its frame"), async () => {
      const { id } = await world.ask();
      await signInTo(page, `${inbox()}/${id}`, "ada");
      body = `<iframe src="${inbox()}/${id}"></iframe>`;
      await page.goto(site);
      await until("the frame was refused", () => page.frames()[1]?.url().startsWith("chrome-error:") === true);
      assert.match(complaints.join(), /frame-ancestors 'none'/);
    });

    it(verifies("inbox.own-forms", "Another site's form does nothing, even in the person's own browser"), async () => {
      const { id } = await world.ask();
      await signInTo(page, inbox(), "ada");
      const { shown } = await world.approval(id);
      body = `<form method="post" action="${inbox()}/decisions"><input name="shown.${id}" value="${shown}">
        <button name="decision.${id}" value="approve">Win a prize</button></form>`;
      await page.goto(site);
      await page.getByRole("button").click();
      await page.getByText("Nothing was decided.").waitFor();
      assert.equal(await world.stateOf(id), "pending");
    });

    it(verifies("inbox.way-back", "A link on another site opens the inbox without a new sign-in"), async () => {
      const { id } = await world.ask();
      await signInTo(page, inbox(), "ada");
      body = `<a href="${inbox()}/${id}">Please approve</a>`;
      await page.goto(site);
      await page.getByText("Please approve").click();
      await page.getByRole("heading", { name: "INSERT into ads.spend" }).waitFor();
    });

    it(verifies("inbox.session", "The inbox keeps its cookie from scripts and from other sites"), async () => {
      await signInTo(page, inbox(), "ada");
      assert.equal(await page.evaluate("document.cookie"), "");
      const [session] = (await context.cookies()).filter(({ name }) => name === "drawbridge-inbox");
      assert.deepEqual([session?.httpOnly, session?.sameSite], [true, "Strict"]);
    });
  });
});
