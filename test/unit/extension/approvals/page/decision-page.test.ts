import assert from "node:assert/strict";
import type { Approval } from "@drawbridge/contracts/approvals";
import { type DecisionPage, decisionPageHtml } from "../../../../../extension/approvals/page/decision-page-html.ts";
import { PageMessage } from "../../../../../extension/approvals/page/page-message.ts";
import { verifies } from "../../../../support/verifies.ts";
import { forOthers, plan, request, scope, view } from "../requests.ts";

const frame = {
  nonce: "N0nce",
  language: "en",
  script: "https://media.example/decision-page.js",
  time: (iso: string) => iso,
  here: ({ mayDecide }: Approval) => mayDecide.allowed,
};
const away = { text: "The registry cannot be reached.", signIn: false };
const draw = (approvals: readonly Approval[], overrides: Partial<DecisionPage> = {}): string =>
  decisionPageHtml({ title: "Approval", approvals, batch: false, notice: null, scopes: [], ...overrides }, frame);

const definition = { object: "ads.seen", now: "SELECT 1\nFROM a", after: "SELECT 2\nFROM a", why: null };
const sample = { object: "ads.spend", columns: ["id"], rows: [["7"], [null]], hidden: [], moreColumns: 0, why: null };

describe("the page on which requests are decided", () => {
  it(
    verifies("vscode.approval-before", "A page says how much of a definition changes and offers to compare it"),
    () => {
      const html = draw([request(view("a", { plan: plan({ definition }) }))]);
      assert.match(html, /Definition of ads\.seen: lines removed: 1, lines added: 1\./);
      assert.match(html, /<button class="link" type="button" data-link="compare">Compare now and after<\/button>/);
      assert.deepEqual(PageMessage.parse({ kind: "compare", id: "a" }), { kind: "compare", id: "a" });
    },
  );

  it(verifies("vscode.approval-before", "A page says why a definition cannot be compared"), () => {
    const hidden = { ...definition, now: null, after: null, why: "It reads a restricted schema." };
    const html = draw([request(view("a", { plan: plan({ definition: hidden }) }))]);
    assert.match(html, /Definition of ads\.seen: It reads a restricted schema\./);
    assert.doesNotMatch(html, /data-link="compare"/);
  });

  it(
    verifies("vscode.approval-before", "A page shows the user's own rows as a table, and none where there are none"),
    () => {
      const html = draw([{ ...request(view("a")), sample }]);
      assert.match(html, /<th scope="col">id<\/th>.*<td>7<\/td>.*<td>NULL<\/td>/s);
      assert.match(html, /2 rows of ads\.spend as they are now\. Only you see them\./);
      assert.doesNotMatch(draw([request(view("a"))]), /<section class="sample">/);
    },
  );

  it(verifies("vscode.approval-hostile", "A decision page loads only its own style and script"), () => {
    const html = draw([request(view("a"))]);
    assert.match(html, /content="default-src 'none'; style-src 'nonce-N0nce'; script-src 'nonce-N0nce'"/);
    assert.deepEqual(html.match(/<script[^>]*>/g), [
      '<script nonce="N0nce" src="https://media.example/decision-page.js">',
    ]);
    assert.doesNotMatch(html, / on\w+=|style=|javascript:|command:/);
  });

  it(verifies("vscode.approval-hostile", "A decision page shows every character of what others wrote, as text"), () => {
    const trap = `"'><img src=x onerror=alert(1)><script>\u202e`;
    const content = `-- ${trap}\nINSERT INTO "${trap}" VALUES ('${trap}')`;
    const shown = view("a", {
      ...{ user: trap, agent: trap, workspace: trap, serverTitle: trap, owner: trap, toolTitle: trap },
      plan: plan({
        summary: trap,
        verb: trap,
        objects: [trap],
        writes: [trap],
        reads: [trap],
        target: trap,
        similar: { verb: trap, target: trap, sources: [trap], maxRowsPerUse: 1, maxUses: 1, maxRows: 1 },
        text: { language: "sql", content },
        basis: { bindings: [{ object: trap, role: "reads", version: trap, says: trap }], unheld: [trap] },
        definition: { object: trap, now: null, after: null, why: trap },
      }),
    });
    const sample = { object: trap, columns: [trap], rows: [[trap]], hidden: [trap], moreColumns: 0, why: null };
    const decision = { by: trap, at: trap, reason: trap, scope: null };
    for (const html of [
      draw([request(shown)]),
      draw([{ ...request(shown), sample }]),
      draw([request(shown)], { batch: true }),
      draw([request(shown, "rejected", { decision })]),
    ]) {
      assert.equal(html.match(/<script/g)?.length, 1);
      assert.doesNotMatch(html, /<img|\u202e|[^=]"'>/);
      assert.match(html, /U\+202E/);
    }
  });

  it(
    verifies(
      "vscode.approve",
      "A decision page says what the approval is bound to, and what can still change before the run",
    ),
    () => {
      const bindings = [
        { object: "ads.todel", role: "reads" as const, version: "v", says: "3 rows, compared whole" },
        { object: "ads.chosen", role: "view" as const, version: "v", says: "defined as it was" },
      ];
      const html = draw([request(view("a", { plan: plan({ basis: { bindings, unheld: ["The clock."] } }) }))]);
      assert.match(html, /Bound to.*ads\.todel<\/code>: to be read \(3 rows, compared whole\)/s);
      assert.match(html, /<li><code>ads\.todel<\/code>[^<]*<\/li><li><code>ads\.chosen</);
      assert.match(html, /ads\.chosen<\/code>: to be read through \(defined as it was\)/);
      assert.match(html, /Not held still.*The clock\./s);
      const old = draw([request(view("b", { plan: plan({ basis: undefined }) }))]);
      assert.match(old, /Bound to.*names alone.*asked again before it runs/s);
    },
  );

  it(verifies("vscode.approve", "A decision page shows the whole statement, and says that a long one scrolls"), () => {
    const content = Array.from({ length: 40 }, (_, at) => `INSERT INTO t VALUES (${at});`).join("\n");
    const html = draw([request(view("a", { plan: plan({ text: { language: "text", content } }) }))]);
    assert.ok(html.includes(content));
    assert.match(html, /The whole statement: 40 lines, 1,\d+ characters/);
  });

  it(
    verifies(
      "vscode.approval-similar",
      "A decision page offers to approve similar calls for an hour, only where the plan has a condition, and states it",
    ),
    () => {
      assert.match(
        draw([request(view("a"))]),
        /name="similar\.a"> and approve similar for an hour, without asking: INSERT ads\.spend, reading ads\.events: at most 1,000 rows each, 20 times and 10,000 rows in all/,
      );
      assert.doesNotMatch(draw([request(view("a", { plan: plan({ similar: null }) }))]), /name="similar/);
      const second = request(view("a", { need: "second-person", approvers: ["dba"] }));
      assert.doesNotMatch(draw([second]), /name="similar/);
    },
  );

  it(
    verifies(
      "vscode.approval-second-person",
      "A decision page offers the requester of a second-person request no decision, and says who decides",
    ),
    () => {
      const html = draw([forOthers("b")]);
      assert.match(html, /a member of dba must decide/);
      assert.match(html, /Copy Link for a Colleague/);
      assert.doesNotMatch(html, /data-decide|type="radio"/);
    },
  );

  it(
    verifies(
      "vscode.approval-elsewhere",
      "The page of a decided request shows the outcome and takes no decision any more",
    ),
    () => {
      const html = draw([
        request(view("a"), "rejected", { decision: { by: "bob", at: "11:59", reason: "not today", scope: null } }),
      ]);
      assert.match(html, /bob rejected it at 11:59\. The agent gets the reason\.<\/p><blockquote>not today/);
      assert.doesNotMatch(html, /data-decide|data-until/);
    },
  );

  it(
    verifies("vscode.approval-batch", "The page of all requests lets the person decide all, some or none of their own"),
    () => {
      const html = draw([request(view("a")), request(view("b")), forOthers("c")], { batch: true });
      assert.match(html, /Approve All 2/);
      assert.match(html, /Reject All 2/);
      assert.equal(html.match(/value="leave" checked/g)?.length, 2);
      assert.doesNotMatch(draw([], { batch: true }), /data-batch/);
    },
  );

  it(
    verifies(
      "vscode.approval-read-first",
      "A decision page is drawn with its decision buttons disabled, until its first second is over",
    ),
    () => {
      const both = [draw([request(view("a"))]), draw([request(view("a")), request(view("b"))], { batch: true })];
      for (const html of both) {
        const deciding = html.match(/<button[^>]*data-(?:decide|batch)[^>]*>/g) ?? [];
        assert.ok(deciding.length >= 2);
        for (const each of deciding) assert.match(each, / disabled>$/);
      }
    },
  );

  it(
    verifies(
      "vscode.approval-outcome",
      "A decision page shows how a call ended: its rows and duration, or why it failed",
    ),
    () => {
      const ran = draw([request(view("a"), "succeeded", { run: { rows: 1, durationMs: 20 } })]);
      assert.match(ran, /The call has run: 1 row, 20 ms\./);
      const failure = "There is no such table.\u3164";
      const failed = draw([request(view("a"), "failed", { run: { durationMs: 20, failure } })]);
      assert.match(failed, /The call ran and failed\. There is no such table\.\\u\{3164\}/);
    },
  );

  it(verifies("vscode.approval-act", "A decision page lists the objects that a call only reads as read"), () => {
    assert.match(draw([request(view("a"))]), /<dt>Reads<\/dt><dd class=""><code>ads\.events<\/code>/);
  });

  it(
    verifies(
      "vscode.approval-offline",
      "A decision page says why nothing can be decided now, and has no button that decides",
    ),
    () => {
      for (const batch of [false, true]) {
        const html = draw([request(view("a"))], { batch, notice: away });
        assert.match(html, /role="alert" id="offline">The registry cannot be reached\./);
        assert.match(html, /disabled aria-describedby="offline">Approve/);
        assert.doesNotMatch(html, /data-decide|data-batch/);
      }
    },
  );

  it(
    verifies(
      "vscode.approval-settle",
      "The page of a call whose end is unknown asks how it ended, here or in the browser",
    ),
    () => {
      const unknown = request(view("a"), "outcome-unknown");
      const html = draw([unknown]);
      assert.match(html, /How did it end\?.*name="outcome\.a" value="succeeded"> It was done.*data-settle disabled/s);
      const elsewhere = { ...unknown, mayDecide: { allowed: false, reason: "Another person decides." } };
      for (const shown of [draw([elsewhere]), draw([unknown], { notice: away })]) {
        assert.match(shown, /Say How It Ended in the Browser/);
        assert.doesNotMatch(shown, /data-settle/);
      }
    },
  );

  it(
    verifies(
      "vscode.ended-session",
      "A decision page without a session offers to sign in, and claims nothing of what waits",
    ),
    () => {
      const ended = { text: "Your session has ended.", signIn: true };
      for (const batch of [true, false]) {
        const html = draw([], { batch, notice: ended });
        assert.match(html, /Your session has ended\. <a href="command:drawbridge\.signIn">Sign In<\/a>/);
        assert.doesNotMatch(html, /Nothing waits|not known here|cannot be reached/);
        assert.doesNotMatch(draw([request(view("a"))], { batch, notice: ended }), /data-decide="approve"/);
      }
    },
  );

  it(
    verifies("vscode.approve", "A decision page has a place for what is missing beside each field that takes a reason"),
    () => {
      const html = draw([request(view("a")), request(view("b"))], { batch: true });
      for (const name of ["a", "b", "all"]) {
        assert.ok(html.includes(`name="reason.${name}"`), name);
        assert.match(html, new RegExp(`id="problem\\.${name}" role="alert" hidden`), name);
      }
    },
  );

  it(
    verifies(
      "vscode.approval-history",
      "The page of a call that ran unasked says by which standing approval, until when, and ends it",
    ),
    () => {
      const decision = { by: "ada", at: "11:59", reason: null, scope: "s" };
      const ran = request(view("a"), "succeeded", { decision });
      const html = draw([ran], { scopes: [scope("s", { expiresAt: "12:59" })] });
      assert.match(
        html,
        /Why no one was asked: it ran unasked until 12:59 by an approval of similar calls of ada: additions to ads\./,
      );
      assert.match(html, /data-link="revoke"/);
      const ended = draw([ran]);
      assert.match(ended, /which has ended/);
      assert.doesNotMatch(ended, /data-link="revoke"/);
      assert.doesNotMatch(draw([request(view("a"), "succeeded")]), /no one was asked/);
    },
  );
});

describe("the messages of a decision page", () => {
  const id = "abc_-9";
  const good = [
    { kind: "decide", choices: [{ id, decision: "approve", similar: false }] },
    { kind: "decide", choices: [{ id, decision: "reject", reason: " no " }] },
    { kind: "copy-link", id },
    { kind: "open-text", id },
    { kind: "revoke", id },
    { kind: "settle", id, outcome: "succeeded", reason: "I looked" },
    { kind: "open-link", id },
  ];
  const bad = [
    { kind: "decide", choices: [] },
    { kind: "decide", choices: [{ id, decision: "approve" }] },
    { kind: "decide", choices: [{ id, decision: "approve", similar: false, shown: "mine" }] },
    { kind: "decide", choices: [{ id, decision: "reject", reason: "  " }] },
    { kind: "copy-link", id: "../x" },
    { kind: "run", command: "x" },
    null,
  ];
  it(
    verifies(
      "vscode.approval-bound",
      "A page's message names a request and a choice, and is refused where it names what the choice is bound to",
    ),
    () => {
      for (const each of good) assert.ok(PageMessage.safeParse(each).success, JSON.stringify(each));
      for (const each of bad) assert.ok(!PageMessage.safeParse(each).success, JSON.stringify(each));
    },
  );
});
