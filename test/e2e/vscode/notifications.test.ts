import assert from "node:assert/strict";
import { z } from "zod";
import { staysSo } from "../../support/clocks/real-time.ts";
import { InboxVisitor } from "../../support/people/inbox-visitor.ts";
import { verifies } from "../../support/verifies.ts";
import type { AskingAgent } from "../../support/vscode/asking-agent.ts";
import { button, count, notice, run } from "../../support/vscode/notices.ts";
import type { Window } from "../../support/vscode/window.ts";
import { withAskingAgent } from "../../support/vscode/with-asking-agent.ts";
import type { World } from "../../support/vscode/world.ts";

describe("notifications of requests in the editor", function () {
  this.timeout(90_000);
  let world: World;
  let window: Window;
  let agent: AskingAgent;
  withAskingAgent((asking) => {
    ({ world, window, agent } = asking);
  });

  it(
    verifies(
      "vscode.approval-elsewhere",
      "A request that is decided on the web waits in the editor no more, and a late click says who decided",
    ),
    async () => {
      const sql = "CREATE TABLE ads.on_the_web AS SELECT 1 AS n";
      const answer = agent.write(sql);
      const shown = notice(window, "on_the_web");
      await shown.waitFor();
      await shown.hover();
      const { view, shown: digest } = await agent.requestFor(sql);
      const visitor = new InboxVisitor(world.registryUrl);
      await visitor.signIn("ada");
      const fields = { [`shown.${view.id}`]: digest, [`decision.${view.id}`]: "approve" };
      const began = Date.now();
      await visitor.post("/approvals/decisions", fields);
      await count(window).waitFor({ state: "detached" });
      process.stderr.write(`      from a decision on the web to its end here ${Date.now() - began} ms\n`);
      assert.match(await answer, /"rows":/);
      await button(shown, "Approve").click();
      await window.notification("Already approved by ada: CREATE TABLE ads.on_the_web AS SELECT").waitFor();
      await window.pictures("approval-already");
      await window.clear();
    },
  );

  it(
    verifies(
      "vscode.approval-spoken",
      "A notification is read as sentences and buttons, and Escape moves it to the bell without a spinner",
    ),
    async () => {
      const answer = agent.write("CREATE TABLE ads.spoken AS SELECT 1 AS n");
      const shown = notice(window, "ads.spoken");
      await shown.waitFor();
      const labelled = await shown.locator("[aria-label]").all();
      const labels = (await Promise.all(labelled.map((each) => each.getAttribute("aria-label")))).join("\n");
      assert.match(labels, /ada, by claude-code in .*CREATE TABLE ads\.spoken.*can be undone/);
      assert.doesNotMatch(await shown.innerHTML(), /command:/);
      await run(window, "notifications.focusToasts");
      await window.page.keyboard.press("Escape");
      await shown.waitFor({ state: "detached" });
      assert.equal(
        await window.page.locator(".statusbar-item .codicon-modifier-spin, .statusbar .codicon-loading").count(),
        0,
      );
      await count(window).filter({ hasText: "1 approval" }).waitFor();
      await window.run("Drawbridge: Review Next Request");
      const page = await window.frameWith("article pre");
      await page.getByRole("button", { name: "Approve", exact: true }).click();
      assert.match(await answer, /"rows":/);
      await window.clear();
    },
  );

  it(
    verifies("vscode.quiet", "With the setting for it, a request shows at the badge and in the status bar alone"),
    async () => {
      await window.ask("setting", { name: "drawbridge.notifications", value: "badge" }, z.unknown());
      const answer = agent.write("CREATE TABLE ads.quiet AS SELECT 1 AS n");
      await count(window).filter({ hasText: "1 approval" }).waitFor();
      await staysSo("no notification shows", 1_000, async () => (await notice(window, "ads.quiet").count()) === 0);
      await window.run("Drawbridge: Review Next Request");
      const page = await window.frameWith("article pre");
      await page.getByRole("button", { name: "Approve", exact: true }).click();
      assert.match(await answer, /"rows":/);
      await window.ask("setting", { name: "drawbridge.notifications", value: "all" }, z.unknown());
      await window.clear();
    },
  );
});
