import assert from "node:assert/strict";
import type { Browser, Page } from "playwright-core";
import { inboxSettles } from "../../support/clocks/real-time.ts";
import { verifies } from "../../support/verifies.ts";
import { inboxInBrowser } from "../../support/worlds/inbox-in-browser.ts";
import { type InboxWorld, openContext, settled, signInTo } from "../../support/worlds/inbox-world.ts";

describe("a single request in the inbox's list, in Chromium", function () {
  this.timeout(60_000);
  let world: InboxWorld;
  let browser: Browser;
  let page: Page;
  let complaints: readonly string[];
  inboxInBrowser((inBrowser) => {
    ({ browser, world, page, complaints } = inBrowser);
  });

  const inbox = () => `${world.url}/approvals`;

  for (const javaScriptEnabled of [true, false]) {
    it(
      verifies(
        "inbox.one-request",
        `The list decides a single request by two buttons ${javaScriptEnabled ? "with" : "without"} scripts`,
      ),
      async () => {
        const other = await openContext(browser, { javaScriptEnabled });
        const list = await other.newPage();
        for (const [button, expected] of [
          ["Approve", "approved"],
          ["Reject", "rejected"],
        ] as const) {
          const { id } = await world.ask();
          if (button === "Approve") await signInTo(list, inbox(), "ada");
          else await list.goto(inbox());
          if (button === "Reject") await list.getByLabel("Why not").fill("Too wide");
          // Without scripts, the server checks the page's first second.
          await inboxSettles();
          assert.equal(await list.getByRole("radio").count(), 0);
          const box = await list.getByRole("button", { name: button }).boundingBox();
          assert.ok(box);
          const later = await world.ask();
          if (javaScriptEnabled) {
            // Another request makes the list a batch. The button disappears, and a click in its place decides nothing.
            await list.locator(`#r-${later.id}`).waitFor();
            await list.mouse.click(box.x + box.width / 2, box.y + box.height / 2);
            await world.approve(later.id);
            await list.getByRole("button", { name: button }).waitFor();
            // The button that has just appeared decides nothing either, by pointer or by key.
            await list.getByRole("button", { name: button }).click();
            await list.getByRole("button", { name: button }).press("Enter");
            assert.equal(await world.stateOf(id), "pending");
            await inboxSettles();
          }
          await list.getByRole("button", { name: button }).click({ clickCount: 2 });
          await list.getByText("One request is decided.").waitFor();
          assert.equal(await list.getByRole("button", { name: /Approve|Reject/ }).count(), 0);
          assert.deepEqual(
            [await world.stateOf(id), await world.stateOf(later.id)],
            [expected, javaScriptEnabled ? "approved" : "pending"],
          );
          if (!javaScriptEnabled) await world.approve(later.id);
        }
        await other.close();
      },
    );
  }

  it(verifies("inbox.keyboard", "The list decides a single request by the keyboard alone"), async () => {
    const first = await world.ask();
    await signInTo(page, inbox(), "ada");
    await settled(page);
    await page.keyboard.press("a");
    await page.keyboard.press("Enter");
    await page.getByText("One request is decided.").waitFor();
    const second = await world.ask();
    await page.goto(inbox());
    await settled(page);
    for (const key of ["j", "r"]) await page.keyboard.press(key);
    await page.keyboard.type("aj: not keys");
    await page.keyboard.press("Enter");
    await page.getByText("One request is decided.").waitFor();
    assert.deepEqual([await world.stateOf(first.id), await world.stateOf(second.id)], ["approved", "rejected"]);
    assert.equal((await world.ticket(second.id)).reason, "aj: not keys");
    assert.deepEqual(complaints, []);
  });
});
