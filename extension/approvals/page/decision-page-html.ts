/** Draws the page on which the person decides one request or all waiting ones. Pure. */
import type { Approval, ApprovalScope } from "@drawbridge/contracts/approvals";
import { visible } from "@drawbridge/contracts/visible-text";
import * as l10n from "@vscode/l10n";
import { commands } from "../../contributions.ts";
import { type HtmlPage, htmlPage } from "../../html-page.ts";
import type { DecisionBlocker } from "../decide/decision-blocker.ts";
import { decisionPageStyle } from "./decision-page-style.ts";
import { type Drawing, htmlText, requestHtml } from "./request-html.ts";

export interface DecisionPage {
  readonly title: string;
  readonly approvals: readonly Approval[];
  /** Whether the page shows all waiting requests, or a single one. */
  readonly batch: boolean;
  /** A text above everything else, e.g. that the registry is away. Nothing can be decided while there is one. */
  readonly notice: DecisionBlocker | null;
  /** The standing approvals in force. */
  readonly scopes: readonly ApprovalScope[];
}

/** `script` is the address of media/decision-page.js, which pages/decision-page.ts becomes. */
export interface PageFrame extends Pick<HtmlPage, "nonce" | "language" | "script"> {
  readonly time: Drawing["time"];
  readonly here: Drawing["here"];
}

export function decisionPageHtml({ title, approvals, batch, notice, scopes }: DecisionPage, frame: PageFrame): string {
  const { nonce, language, script, time, here } = frame;
  const decidable = approvals.filter((approval) => approval.state === "pending" && here(approval)).length;
  // While the registry cannot be read, an empty page does not mean that no request waits.
  const unread = notice !== null && approvals.length === 0;
  const heading =
    batch && !unread
      ? `<h1>${approvals.every(({ state }) => state !== "pending") ? htmlText("Nothing waits for you") : htmlText("Waiting for a decision")}</h1>`
      : "";
  const gone =
    !batch && approvals.length === 0 && !unread
      ? `<p class="notice">${htmlText("This request is not known here any more.")}</p>`
      : "";
  return htmlPage(
    { title, language, nonce, style: decisionPageStyle, script },
    `${notice === null ? "" : noticeHtml(notice)}${heading}${gone}
${approvals.map((approval) => requestHtml(approval, { alone: !batch, time, here, offline: notice !== null, scopes })).join("\n")}
${batch && decidable > 0 && notice === null ? actions(decidable) : ""}`,
  );
}

const noticeHtml = ({ text, signIn }: DecisionBlocker): string =>
  `<p class="notice warning" role="alert" id="offline">${visible(text)}${
    signIn ? ` <a href="command:${commands.signIn}">${htmlText("Sign In")}</a>` : ""
  }</p>`;

const actions = (decidable: number): string => `<div class="actions">
<button type="button" class="primary" data-batch="send" disabled>${htmlText("Send Decisions")}</button>
<span class="tally" role="status" data-tally="${htmlText("{0} to approve, {1} to reject, {2} for later")}"></span>
${decidable === 1 ? "" : all(decidable)}
</div>`;

const all = (decidable: number): string => {
  const count = String(decidable);
  return `<span class="all"><button type="button" data-batch="approve" disabled>${visible(l10n.t("Approve All {0}", count))}</button>
<input class="all" name="reason.all" maxlength="1000" autocomplete="off" aria-label="${htmlText("Reason for rejecting all of them")}" placeholder="${htmlText("Reason for rejecting all")}">
<button type="button" data-batch="reject" disabled>${visible(l10n.t("Reject All {0}", count))}</button></span>
<p class="problem" id="problem.all" role="alert" hidden>${htmlText("Write a reason first: the agents get it.")}</p>`;
};
