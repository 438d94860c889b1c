import assert from "node:assert/strict";
import type { Locator } from "playwright-core";
import { z } from "zod";
import { passTime, staysSo } from "../../support/clocks/real-time.ts";
import { until } from "../../support/clocks/until.ts";
import { verifies } from "../../support/verifies.ts";
import { AskingAgent } from "../../support/vscode/asking-agent.ts";
import { approveIn, button, count, notice, run, settled } from "../../support/vscode/notices.ts";
import type { Window } from "../../support/vscode/window.ts";
import { withAskingAgent } from "../../support/vscode/with-asking-agent.ts";
import type { World } from "../../support/vscode/world.ts";

/** A text that must never be drawn as an image, a link or a command. */
const hostile = "\u202e<img src=x onerror=\"document.title='taken'\">[x](command:workbench.action.closeWindow)";

describe("approvals in the editor", function () {
  this.timeout(90_000);
  let world: World;
  let window: Window;
  let agent: AskingAgent;
  withAskingAgent((asking) => {
    ({ world, window, agent } = asking);
  });

  const news = (text: string | RegExp): Locator => window.notification(text).filter({ hasText: "Done: " });
  const decidedHere = (label: string | RegExp): Locator =>
    window.page.locator(".sidebar .monaco-list-row", { hasText: label });

  it(
    verifies(
      "vscode.approval-notice",
      "A request shows in a notification that takes no focus, and its call runs after a click on Approve",
    ),
    async () => {
      await window.page.locator(".activitybar .action-label").first().focus();
      const focused = () => window.page.evaluate<string>("document.activeElement.outerHTML.slice(0, 200)");
      const before = await focused();
      const answer = agent.write("CREATE TABLE ads.seen AS SELECT channel FROM ads.events");
      const shown = notice(
        window,
        /ada, by claude-code in drawbridge-reports-.*CREATE TABLE ads\.seen AS SELECT, reads from .*Presto \(dev\).*rows.*undone/,
      );
      await shown.waitFor();
      const at = Date.now();
      const { view } = await agent.requestFor("CREATE TABLE ads.seen AS SELECT channel FROM ads.events");
      process.stderr.write(`      from request to notification ${at - Date.parse(view.requestedAt)} ms\n`);
      assert.equal(await focused(), before);
      await count(window).filter({ hasText: "1 approval" }).waitFor();
      await button(shown, "Approve").waitFor();
      await shown.hover();
      await window.pictures("approval-notification");
      await approveIn(shown);
      assert.match(await answer, /"rows":/);
      await shown.waitFor({ state: "detached" });
      await count(window).waitFor({ state: "detached" });
      await news(/ads\.seen AS SELECT.*\d rows/).waitFor();
      await window.pictures("approval-outcome");
      await window.ask("command", { id: "notifications.clearAll" }, z.unknown());
    },
  );

  it(
    verifies(
      "vscode.approval-read-first",
      "A notification offers no Approve where the call is destructive or not wholly shown",
    ),
    async () => {
      const comments = Array.from({ length: 64 }, (_, at) => `-- ${at}`).join("\n");
      const long = `CREATE TABLE ads.long AS\n${comments}\nSELECT 1 AS n`;
      for (const [sql, said, name] of [
        ["DELETE FROM ads.campaigns WHERE status = 'never'", /cannot be undone.*Statement: DELETE FROM/, "destructive"],
        [long, /Details shows the whole statement: 66 lines/, "long"],
      ] as const) {
        const answer = agent.write(sql);
        const shown = notice(window, said);
        await button(shown, "Details").waitFor();
        await shown.hover();
        await window.pictures(`approval-${name}`);
        assert.equal(await button(shown, "Approve").count(), 0);
        await button(shown, "Later").waitFor();
        await settled();
        await button(shown, "Reject…").click();
        await window.type("only looked at");
        assert.match(await answer, /only looked at/);
        await shown.waitFor({ state: "detached" });
      }
    },
  );

  it(verifies("vscode.approval-read-first", "Quick clicks on the same pixel decide only one request"), async () => {
    const statements = ["a", "b"].map((name) => `DELETE FROM ads.campaigns WHERE status = 'twice_${name}'`);
    const answers = statements.map((sql) => agent.write(sql));
    const ids = [];
    for (const sql of statements) ids.push((await agent.requestFor(sql)).view.id);
    const [under = "", upper = ""] = ids;
    for (const id of ids) await window.ask("command", { id: "drawbridge.openApproval", args: [id] }, z.unknown());
    const approveOf = async (id: string): Promise<Locator> =>
      (await window.frameWith(`article[data-request="${id}"] button`)).locator("[data-decide=approve]");
    // No notification covers the page of a request, although another request waits.
    await count(window).filter({ hasText: "2 approvals" }).waitFor();
    await window.notification(/campaigns|requests wait/).waitFor({ state: "detached" });
    await window.page.locator(".tab", { hasText: "ads.campaigns · DELETE" }).nth(1).waitFor();
    const approve = await approveOf(upper);
    const box = await approve.boundingBox();
    assert.ok(box);
    const at = [box.x + box.width / 2, box.y + box.height / 2] as const;
    const state = async (index: number) => (await agent.requestFor(statements[index] ?? "")).state;
    // Within its first second a page takes no decision.
    await window.ask("command", { id: "workbench.action.closeActiveEditor" }, z.unknown());
    await window.ask("command", { id: "drawbridge.openApproval", args: [upper] }, z.unknown());
    const again = await approveOf(upper);
    await window.page.mouse.click(...at);
    await window.pictures("approval-settling");
    assert.equal(await state(1), "pending");
    await until("its second is over", () => again.isEnabled());
    await window.page.mouse.click(...at);
    for (const ms of [150, 250, 300, 700]) {
      await passTime(ms, "people click again at such intervals");
      await window.page.mouse.click(...at);
    }
    assert.match((await answers[1]) ?? "", /"rows":/);
    // Its page stays and shows the outcome.
    await window.frameWith(`article[data-request="${upper}"] >> text=The call has run: 0 rows`);
    await window.pictures("approval-decided");
    assert.equal(await state(0), "pending");
    await window.ask("command", { id: "workbench.action.closeActiveEditor" }, z.unknown());
    await approveOf(under);
    await window.page.mouse.click(...at);
    await staysSo("the request waits", 300, async () => (await state(0)) === "pending");
    await (await approveOf(under)).click();
    assert.match((await answers[0]) ?? "", /"rows":/);
    await window.clear();
  });

  it(
    verifies("vscode.approve", "A person rejects a request with a reason, and the agent gets the reason"),
    async () => {
      const answer = agent.write("DELETE FROM ads.events");
      const shown = notice(window, "cannot be undone");
      await shown.waitFor();
      await settled();
      await button(shown, "Reject…").click();
      await window.type("not before the audit");
      assert.match(await answer, /[Rr]ejected.*not before the audit/s);
      await shown.waitFor({ state: "detached" });
    },
  );

  it(
    verifies("vscode.approval-no-command", "No command that another extension could run decides a request"),
    async () => {
      const sql = "CREATE TABLE ads.by_command AS SELECT 1 AS n";
      const answer = agent.write(sql);
      await notice(window, "by_command").waitFor();
      const { view } = await agent.requestFor(sql);
      for (const argument of [view.id, `pending:${view.id}`, "approve", { id: view.id }, ["approve", view.id]])
        for (const id of ["revokeScope", "copyApprovalLink"]) await run(window, `drawbridge.${id}`, argument);
      await run(window, "drawbridge.openApproval", view.id);
      await window.frameWith("article");
      assert.equal((await agent.requestFor(sql)).state, "pending");
      // The page moves the notification to the bell, where the request can still be decided.
      await notice(window, "by_command").waitFor({ state: "detached" });
      await run(window, "workbench.action.closeAllEditors");
      await run(window, "notifications.showList");
      await settled();
      const listed = window.page.locator(".notifications-center .notification-list-item", { hasText: "by_command" });
      await button(listed, "Approve").click();
      assert.match(await answer, /"rows":/);
      await window.clear();
    },
  );

  it(
    verifies(
      "vscode.approval-hostile",
      "A decision page shows a hostile statement whole and as text, and its rejection works",
    ),
    async () => {
      const sql = `CREATE TABLE ads.hostile AS SELECT '${hostile.replaceAll("'", "''")}' AS v -- ${hostile}`;
      const answer = agent.write(sql);
      await button(notice(window, "ads.hostile"), "Details").click();
      const page = await window.frameWith("article pre");
      const shown = await page.locator("pre").innerText();
      assert.equal(shown.replaceAll("U+202E", "\u202e"), sql);
      assert.equal(await page.locator("img, pre a").count(), 0);
      assert.doesNotMatch(await window.page.title(), /taken/);
      await window.pictures("approval-details");
      await page.getByLabel("Why, if you reject").fill("it smells");
      await page.getByRole("button", { name: "Reject", exact: true }).click();
      assert.match(await answer, /it smells/);
      await window.clear();
    },
  );

  it(verifies("vscode.approval-similar", "An approval of similar calls holds until a click revokes it"), async () => {
    const made = agent.write("CREATE TABLE ads.similar_1 AS SELECT 1 AS n");
    await approveIn(notice(window, "similar_1"));
    await made;
    await window.clear();
    const answer = agent.write("INSERT INTO ads.similar_1 VALUES (1)");
    await button(notice(window, "similar_1"), "Details").click();
    const page = await window.frameWith("article .similar");
    await page.getByLabel(/and approve similar for an hour/).check();
    await page.getByRole("button", { name: "Approve", exact: true }).click();
    assert.match(await answer, /"rows":/);
    await window.clear();
    assert.match(await agent.write("INSERT INTO ads.similar_1 VALUES (2)"), /"rows":/);
    const standing = decidedHere("INSERT warehouse.ads.similar_1, reading nothing else");
    await standing.filter({ hasText: "used 1 of 20 times, 1 of 10,000 rows" }).waitFor();
    await window.pictures("approval-view");
    await standing.hover();
    await standing.getByRole("button", { name: "Revoke" }).click();
    await standing.waitFor({ state: "detached" });
    const again = agent.write("INSERT INTO ads.similar_1 VALUES (3)");
    // It is unknown whether an INSERT can be undone, so its notification has no Approve.
    await notice(window, "similar_1").waitFor();
    await settled();
    await button(notice(window, "similar_1"), "Reject…").click();
    await window.type("once was enough");
    assert.match(await again, /once was enough/);
  });

  it(
    verifies("vscode.approval-batch", "Requests that come while one waits share one notification and one page"),
    async () => {
      const names = ["batch_a", "batch_b", "batch_c"];
      const answers = [];
      for (const [at, name] of names.entries()) {
        const sql = `CREATE TABLE ads.${name} AS SELECT ${at} AS n`;
        answers.push(agent.write(sql));
        await agent.requestFor(sql);
      }
      await count(window).filter({ hasText: "3 approvals" }).waitFor();
      const shown = notice(window, "More requests wait for your decision");
      // The editor replaces a message by a later one with the same text, and shows both for a moment.
      await until("the later requests share one notification", async () => (await shown.count()) === 1);
      await staysSo("one notification", 500, async () => (await shown.count()) === 1);
      await shown.hover();
      await button(shown, "Review").waitFor();
      await window.pictures("approval-several");
      await button(shown, "Review").click();
      const page = await window.frameWith("fieldset");
      const card = (name: string) => page.locator("article", { hasText: name });
      await card("batch_a").getByLabel("Approve", { exact: true }).check();
      await card("batch_b").getByLabel("Reject", { exact: true }).check();
      await card("batch_b").getByLabel("Why, if you reject").fill("only a");
      await page.getByText("1 to approve, 1 to reject, 1 for later").waitFor();
      await window.pictures("approval-batch");
      await page.getByRole("button", { name: "Send Decisions" }).click();
      assert.match((await answers[0]) ?? "", /"rows":/);
      assert.match((await answers[1]) ?? "", /only a/);
      // The page is drawn again: a decided request keeps its place and shows its outcome.
      const rest = await window.frameWith("main > article:nth-of-type(1) >> text=The call has run");
      await rest.getByLabel("Approve", { exact: true }).check();
      await rest.getByRole("button", { name: "Send Decisions" }).click();
      assert.match((await answers[2]) ?? "", /"rows":/);
      const done = await window.frameWith("main > article:nth-of-type(3) >> text=The call has run");
      await done.getByRole("heading", { name: "Nothing waits for you" }).waitFor();
      await done
        .getByText(/The call has run: 1 row/)
        .first()
        .waitFor();
      await window.pictures("approval-batch-decided");
      await window.clear();
    },
  );

  describe("in two windows", () => {
    let second: Window;
    const workspace = (): string => new URL(window.page.url()).searchParams.get("folder") ?? "";
    before(async () => {
      second = await world.workbench.open();
      // The second window has no folder, so that only the first has the workspace.
      await second.page.goto(`${new URL(second.page.url()).origin}/?ew=true`);
      await second.page.locator(".statusbar-item", { hasText: "Drawbridge" }).waitFor({ timeout: 60_000 });
    });
    after(async () => {
      if (!second.page.isClosed()) await second.page.close();
      await window.page.bringToFront();
      // A reloaded window may start with another view.
      await window.ask("command", { id: "workbench.view.extension.drawbridge" }, z.unknown());
    });

    it(
      verifies(
        "vscode.approval-windows",
        "A request shows in the agent's window, else in the focused ones, and waits in none once it is decided in one",
      ),
      async () => {
        const answer = agent.write("CREATE TABLE ads.both AS SELECT 1 AS n");
        for (const each of [window, second]) await notice(each, "ads.both").waitFor();
        await second.page.bringToFront();
        await approveIn(notice(second, "ads.both"));
        for (const each of [window, second]) await count(each).waitFor({ state: "detached" });
        assert.match(await answer, /"rows":/);
        await run(window, "notifications.clearAll");
        const neighbour = await AskingAgent.start(world.home, workspace(), "cursor");
        const here = neighbour.write("CREATE TABLE ads.here AS SELECT 1 AS n");
        await notice(window, "ads.here").waitFor();
        await count(second).waitFor();
        assert.equal(await notice(second, "ads.here").count(), 0);
        await window.page.bringToFront();
        await approveIn(notice(window, "ads.here"));
        await here;
        await neighbour.close();
      },
    );

    it(
      verifies("vscode.approval-survives", "A request survives the close of a window and is decided in another"),
      async () => {
        const sql = "CREATE TABLE ads.outlived AS SELECT 1 AS n";
        const answer = agent.write(sql);
        await notice(second, "ads.outlived").waitFor();
        await second.page.close();
        await window.page.bringToFront();
        assert.equal((await agent.requestFor(sql)).state, "pending");
        await window.reload();
        await approveIn(notice(window, "ads.outlived"));
        assert.match(await answer, /"rows":/);
      },
    );
  });

  it(verifies("vscode.approval-view", "The approvals view lists decided requests with their outcomes"), async () => {
    const recent = window.page.locator(".sidebar .monaco-list-row", { hasText: "Recent" });
    await recent.waitFor();
    await recent.click();
    await until("the view tells who decided", async () => (await decidedHere(/Done · .*row.* · ada/).count()) > 0);
    await decidedHere("Rejected · ada").first().waitFor();
    await window.pictures("approval-recent");
    await recent.click();
  });
});
