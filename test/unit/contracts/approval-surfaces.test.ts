/** All states × all surfaces: each surface shows a request's state, cost, reversibility and fate in the same words. */
import assert from "node:assert/strict";
import type { Approval, ApprovalTicket } from "@drawbridge/contracts/approvals";
import { formatAct } from "@drawbridge/contracts/approvals/act-text";
import {
  type Fate,
  formatBytes,
  formatCost,
  formatDecision,
  formatDuration,
  formatFate,
  formatOutcome,
  formatReversible,
  formatState,
} from "@drawbridge/contracts/approvals/format";
import { type ApprovalState, approvalStates, isFinal } from "@drawbridge/contracts/approvals/states";
import { filled, plainText } from "@drawbridge/contracts/approvals/surface";
import { isVisible } from "@drawbridge/contracts/visible-text";
import { decidedAlready } from "../../../extension/approvals/decide/decided-request-message.ts";
import { toastOf } from "../../../extension/approvals/notify/approval-toast.ts";
import { outcomeNews } from "../../../extension/approvals/notify/outcome-news.ts";
import { decisionPageHtml } from "../../../extension/approvals/page/decision-page-html.ts";
import { approvalRows } from "../../../extension/approvals/view/approval-rows.ts";
import { historyItem } from "../../../extension/approvals/view/history-items.ts";
import { pendingResult, rejectedResult, waitingLine } from "../../../proxy/approvals/agent-answers.ts";
import { describeRequest } from "../../../proxy/commands/approvals/describe-request.ts";
import { describeApprovals, describeChange } from "../../../proxy/commands/approvals.ts";
import {
  alreadyRunAnswer,
  expiryAnswer,
  outcomeUnknownAnswer,
  rejectionAnswer,
} from "../../../reference-servers/framework/approvals/answers.ts";
import { listPage, recentRow } from "../../../reference-servers/registry/inbox/pages/list.ts";
import { requestPage } from "../../../reference-servers/registry/inbox/pages/request.ts";
import { verifies } from "../../support/verifies.ts";
import { local, noon, plan, request, storeOf, view } from "../extension/approvals/requests.ts";

/** A request in `state`. Every text in it that others wrote holds an invisible character. */
function hostile(state: ApprovalState): Approval {
  const text = "a\u202eb\u3164";
  const shown = view("a", {
    ...{ user: text, agent: text, serverTitle: text, toolTitle: text, owner: text },
    plan: plan({ summary: text, verb: text, objects: [text], writes: [text], reads: [text] }),
  });
  return request(shown, state, {
    run: { rows: 3, durationMs: 1_234, failure: text },
    decision: state === "pending" ? null : { by: text, at: "2026-11-21T11:59:00.000Z", reason: text, scope: null },
  });
}

const ticketOf = ({ view: shown, state, decision }: Approval): ApprovalTicket => ({
  ...{ id: "a", tool: "t", state, link: "http://127.0.0.1/a", expiresAt: shown.expiresAt, plan: shown.plan },
  ...{ need: "caller", reason: decision?.reason ?? null, decidedBy: decision?.by ?? null, grant: null, handle: null },
});

/** The text that a person reads in HTML. */
const read = (html: unknown): string =>
  String(html)
    .replaceAll(/<style.*?<\/style>|<[^>]+>/gs, "")
    .replaceAll(/\s+/g, " ")
    .replaceAll("&#39;", "'");
const presence = { paired: { user: "ada", authenticatedAt: noon, until: noon + 3_600_000 }, now: noon };
const pageAt = (path: string): string => path;
const inbox = { formToken: "f", choices: new Map(), problems: [], passkey: null, pageAt };
const frame = { nonce: "n", language: "en", script: "s", time: plainText.time, here: () => true };
const textIn = (result: object): string =>
  JSON.stringify("content" in result ? result.content : null).replaceAll("\\\\", "\\");

interface Shown {
  readonly text: string;
  /** The words that the text must contain. */
  readonly words: readonly string[];
}
type Surface = (approval: Approval) => Shown | null;

const stateOf = ({ state }: Approval): string => formatState(state, plainText);
/** The form in which a page marks an invisible character: its code point. */
const onPage = (text: string): string =>
  text.replaceAll(/\\u\{(\w+)\}/g, (_, point: string) => `U+${point.toUpperCase()}`);
/** The form in which JSON and the editor's page have it: spelled out, and escaped. */
const fateOf = (approval: Approval): string => formatFate(approval, plainText);
/** Where the reason of a rejection follows, no sentence says that there is one. */
const spokenFateOf = (fate: Fate): string =>
  (fate.state === "rejected" ? formatDecision(fate, plainText) : formatFate(fate, plainText)) ?? "";

const surfaces: Readonly<Record<string, Surface>> = {
  "the inbox's page of a request": (approval) => ({
    text: read(requestPage({ approval, ...inbox })),
    words: [stateOf(approval), onPage(fateOf(approval))],
  }),
  "the inbox's rows": (approval) =>
    approval.state === "pending"
      ? null
      : { text: read(recentRow(approval, pageAt)), words: [stateOf(approval), onPage(fateOf(approval))] },
  "the editor's page": (approval) => ({
    text: read(decisionPageHtml({ title: "t", approvals: [approval], batch: false, notice: null, scopes: [] }, frame)),
    words: approval.state === "pending" ? [] : [stateOf(approval), fateOf(approval)],
  }),
  "the editor's rows": (approval) =>
    approval.state === "pending"
      ? null
      : {
          text: approvalRows(storeOf([local(approval)]), noon)[0]?.children[0]?.description ?? "",
          words: [stateOf(approval)],
        },
  "the editor's news of an outcome": (approval) =>
    isFinal(approval.state) || approval.state === "outcome-unknown"
      ? {
          text: outcomeNews(storeOf([local(approval)]), new Set(["a"]))[0]?.text ?? "",
          words: [stateOf(approval), formatOutcome(approval, plainText)],
        }
      : null,
  "the command line's list": (approval) => ({
    text: describeApprovals({ approvals: [local(approval)], scopes: [], stale: false }, noon).replaceAll("\n", " "),
    words: [stateOf(approval)],
  }),
  "the command line's changes": (approval) => ({
    text: describeChange(local(approval)),
    words: [stateOf(approval), ...(approval.state === "pending" ? [] : [spokenFateOf(approval)])],
  }),
  "the broker's answer to an agent": (approval) =>
    approval.state === "rejected" ? { text: textIn(rejectedResult(approval)), words: [spokenFateOf(approval)] } : null,
  "the server's answer to an agent": (approval) => {
    const { state } = approval;
    if (state === "pending" || state === "approved") return null;
    const [answer = alreadyRunAnswer] = [
      { rejected: rejectionAnswer, expired: expiryAnswer, "outcome-unknown": outcomeUnknownAnswer }[String(state)],
    ];
    const decision = approval.decision === null ? null : { ...approval.decision, at: null };
    const fate = spokenFateOf({ ...approval, decision, run: null });
    return { text: textIn(answer(ticketOf(approval)).result), words: [fate] };
  },
};

describe("what surfaces show of a request", () => {
  for (const state of approvalStates) {
    for (const [name, surface] of Object.entries(surfaces)) {
      const shown = surface(hostile(state));
      if (shown === null) continue;
      it(
        verifies(
          "approvals.states",
          `The surface "${name}" shows a request that is ${state} in the common words, and hides nothing`,
        ),
        () => {
          for (const words of shown.words) assert.ok(shown.text.includes(words), `${words}\nis not in\n${shown.text}`);
          assert.ok(isVisible(shown.text), JSON.stringify(shown.text));
        },
      );
    }
  }

  for (const reversible of ["yes", "no", "unknown"] as const) {
    it(
      verifies("approvals.states", `Every surface names cost and act alike, and shows reversible as "${reversible}"`),
      () => {
        const approval = request(view("a", { plan: plan({ reversible }) }));
        const words = [
          formatReversible(reversible, plainText),
          formatCost(approval.view.plan.cost, plainText),
          formatAct(approval.view.plan, plainText),
        ];
        const list = { pending: [approval], next: null, recent: [], scopes: [], editors: [], user: "ada" };
        for (const [name, text] of Object.entries({
          "the inbox's list": read(listPage({ ...list, ...inbox, needsPasskey: null })),
          "the inbox's page": read(requestPage({ approval, ...inbox })),
          "the editor's page": read(
            decisionPageHtml({ title: "t", approvals: [approval], batch: false, notice: null, scopes: [] }, frame),
          ),
          "the editor's toast": toastOf([local(approval)], presence)?.text ?? "",
        }))
          for (const each of words) assert.ok(text.includes(each), `${each} is not in ${name}: ${text}`);
      },
    );
  }
});

describe("the people of a request", () => {
  const names = { ada: "Ada Lindqvist", ines: "Ines Moreau" };
  const decision = { by: "ines", at: "2026-11-21T11:59:00.000Z", reason: "too wide", scope: null };
  const others = view("a", { need: "second-person", user: "ada" });
  const pending = { ...request(others), names };
  const rejected = { ...request(others, "rejected", { decision }), names };
  const page = (approval: Approval): string =>
    read(decisionPageHtml({ title: "t", approvals: [approval], batch: false, notice: null, scopes: [] }, frame));
  const row = (approval: Approval): string => approvalRows(storeOf([local(approval)]), noon)[0]?.tooltip ?? "";

  const textsOfAsker: Readonly<Record<string, string>> = {
    "the inbox's page": read(requestPage({ approval: pending, ...inbox })),
    "the inbox's rows": read(recentRow(rejected, pageAt)),
    "the editor's page": page(pending),
    "the editor's rows": row(pending),
    "the editor's toast": toastOf([local(pending)], presence)?.text ?? "",
    "the command line's list": describeApprovals({ approvals: [local(pending)], scopes: [], stale: false }, noon),
    "the command line's request": describeRequest(pending, null),
  };
  for (const [name, text] of Object.entries(textsOfAsker))
    it(verifies("name.beside-id", `The surface "${name}" shows the name of the user who asked beside the id`), () => {
      assert.match(text, /Ada Lindqvist \(ada\)/);
    });

  const textsOfDecider: Readonly<Record<string, string>> = {
    "the inbox's page": read(requestPage({ approval: rejected, ...inbox })),
    "the inbox's rows": read(recentRow(rejected, pageAt)),
    "the editor's page": page(rejected),
    "the editor's history": historyItem(rejected, [], plainText.time).description,
    "the editor's answer to a late click": decidedAlready(rejected) ?? "",
    "the command line's changes": describeChange(local(rejected)),
    "the command line's request": describeRequest(rejected, null),
  };
  for (const [name, text] of Object.entries(textsOfDecider))
    it(
      verifies("name.beside-id", `The surface "${name}" shows the name of the person who decided beside the id`),
      () => {
        assert.match(text, /Ines Moreau \(ines\)/);
      },
    );

  it(
    verifies("name.decides-nothing", "An agent reads ids alone, because a person may choose words as their name"),
    () => {
      const text = [waitingLine(pending), textIn(pendingResult(pending)), textIn(rejectedResult(rejected))].join();
      assert.doesNotMatch(text, /Lindqvist|Moreau/);
      assert.match(text, /ines rejected it/);
    },
  );
});

describe("the formatters of a request", () => {
  it("A formatter rounds bytes to three digits, and says what is unknown", () => {
    assert.deepEqual(
      [0, 999, 1000, 48_000_000, 412_345_678, 84e9, 7e21].map((bytes) => formatBytes(bytes, plainText)),
      ["0 bytes", "999 bytes", "1 kB", "48 MB", "412 MB", "84 GB", "7,000,000 PB"],
    );
    const cost = (rows: number | "unknown", bytes: number | "unknown") => formatCost({ rows, bytes }, plainText);
    assert.deepEqual(
      [cost("unknown", "unknown"), cost(1, "unknown"), cost("unknown", 2_000), cost(3, 2_000)],
      ["unknown", "about 1 row, unknown bytes", "unknown rows, about 2 kB", "about 3 rows, 2 kB"],
    );
  });

  it("A formatter writes a duration in milliseconds, seconds or minutes", () => {
    assert.deepEqual(
      [85.4, 1_234, 12_340, 125_000].map((ms) => formatDuration(ms, plainText)),
      ["85 ms", "1.2 s", "12 s", "2 min 5 s"],
    );
  });

  it("A formatter says who approved under a standing approval, and which use it was", () => {
    const decision = { by: "ada", at: "2026-11-21T11:59:00.000Z", reason: "use 3 of 20", scope: "s" };
    assert.equal(
      formatFate(request(view("a"), "consumed", { decision }), plainText),
      "ada approved it under a standing approval at 2026-11-21 11:59 UTC (use 3 of 20). The call is running.",
    );
  });

  it("A formatter does not read a placeholder in a value as one of the text", () => {
    assert.equal(filled("{0} and {1} and {2}", "{1}", "b"), "{1} and b and {2}");
  });
});
