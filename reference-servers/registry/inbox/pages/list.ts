/**
 * The inbox's list: the waiting requests, the standing approvals, and what was decided. A single request has Approve
 * and Reject as buttons. Two or more are one form, which is sent once. It works as plain forms.
 */
import type { Approval, ApprovalScope, ApprovalView } from "@drawbridge/contracts/approvals";
import { formatFate, formatState, formatUses } from "@drawbridge/contracts/approvals/format";
import { personText } from "@drawbridge/contracts/display-name";
import { similarSentence } from "@drawbridge/contracts/similar-calls";
import { html, raw } from "hono/html";
import type { PageAddress } from "../../page/page-address.ts";
import type { Pairing } from "../../pairing/pairing.ts";
import type { Choices } from "../decision-form.ts";
import { drawnField } from "../form-age.ts";
import { claimsPath } from "./claims.ts";
import { decideForms, headingId } from "./decide-forms.ts";
import { editorsSection } from "./editors.ts";
import { formTokenField, visibleHtml } from "./frame.ts";
import { countdown, pageText, time } from "./page-text.ts";
import { passkeysPath } from "./passkeys.ts";
import { badges, definition, facts, statement, summaryOf } from "./request-facts.ts";

export interface ListContent {
  readonly pending: readonly Approval[];
  /** Cursor of the next page of pending requests. */
  readonly next: string | null;
  readonly recent: readonly Approval[];
  readonly scopes: readonly ApprovalScope[];
  /** Editors that decide in this person's name. */
  readonly editors: readonly Pairing[];
  readonly user: string;
  readonly formToken: string;
  /** The content of a form that could not be carried out, so that the person does not have to type it again. */
  readonly choices: Choices;
  readonly problems: readonly string[];
  /** Whether a decision on it needs a passkey, and therefore its own page; null if passkeys are off. */
  readonly needsPasskey: ((view: ApprovalView) => boolean) | null;
  readonly pageAt: PageAddress;
}

/**
 * Characters of a statement that the list shows. A request with a longer one is decided on its own page, which shows
 * the whole statement.
 */
const maxListedLength = 4000;

export function listPage(content: ListContent) {
  const { pending, recent, scopes, next, problems, pageAt } = content;
  const decidable = pending.filter((each) => decidableHere(each, content));
  return html`${problems.length === 0 ? "" : problemsNotice(problems)}
  <section aria-labelledby="waiting" data-live="waiting">
    <h1 id="waiting">${pending.length === 0 ? "Nothing waits for you" : "Waiting for a decision"}</h1>
    ${pending.length === 0 ? empty : waiting(content, decidable.length)}
    ${next === null ? "" : html`<p><a class="button" href="${pageAt(`/approvals?cursor=${next}`)}">Older ones</a></p>`}
  </section>
  <section aria-labelledby="standing" data-live="scopes">
    ${scopes.length === 0 ? "" : html`<h2 id="standing">Standing approvals</h2><ul class="rows">${scopes.map((scope) => scopeRow(scope, content.formToken, pageAt))}</ul>`}
  </section>
  ${editorsSection(content.editors, content.formToken, pageAt)}
  <section aria-labelledby="recent" data-live="recent">
    ${recent.length === 0 ? "" : html`<h2 id="recent">Recent</h2><ul class="rows">${recent.map((each) => recentRow(each, pageAt))}</ul>`}
  </section>
  <p class="more">${content.needsPasskey === null ? "" : html`<a href="${pageAt(passkeysPath)}">Your passkeys</a> `}<a href="${pageAt(claimsPath)}">How your sign-in is read</a></p>
  ${help}`;
}

const decidableHere = ({ mayDecide, view }: Approval, { needsPasskey }: Pick<ListContent, "needsPasskey">): boolean =>
  mayDecide.allowed && needsPasskey?.(view) !== true && (view.plan.text?.content.length ?? 0) <= maxListedLength;

const waiting = (content: ListContent, decidable: number) => {
  const cards = html`<ul class="cards" data-cards>${content.pending.map((each) => card(each, content, decidable))}</ul>`;
  if (decidable < 2 && !isBatchUnfinished(content)) return cards;
  return html`<form class="decisions" method="post" action="${content.pageAt("/approvals/decisions")}" data-decisions>
  ${formTokenField(content.formToken)}${drawnField()}
  ${cards}
  ${decidable === 0 ? "" : actions(decidable)}
</form>`;
};

/**
 * After a batch that was only partly accepted, the rest stays a batch, even if it is a single request. The person just
 * clicked on several, so no Approve button of another request may appear in that place.
 */
const isBatchUnfinished = ({ choices }: ListContent): boolean => choices.size > 1;

const card = (approval: Approval, content: ListContent, decidable: number) => {
  const { view, shown, mayDecide } = approval;
  const { id } = view;
  const isDecidable = decidableHere(approval, content);
  const alone = isDecidable && decidable === 1 && !isBatchUnfinished(content);
  return html`<li class="card request" id="r-${id}" data-id="${id}" data-version="${shown}${alone ? " alone" : ""}" tabindex="-1">
  <div class="card-head">
    <h2 id="${headingId(id)}"><a href="${content.pageAt(`/approvals/${id}`)}">${summaryOf(view)}</a></h2>
    ${badges(view)}
    ${countdown(view.expiresAt, html`until ${time(view.expiresAt)}`)}
  </div>
  ${facts(approval, 6)}
  ${isDecidable || !mayDecide.allowed ? shortStatement(approval) : ""}
  ${isDecidable ? definition(view.plan) : ""}
  ${alone ? decideForms({ approval, formToken: content.formToken, choice: content.choices.get(id), onItsPage: false, passkey: false, pageAt: content.pageAt }) : isDecidable ? choice(approval, content.choices) : notHere(approval, content)}
</li>`;
};

/** Why the request is not decided in the list, and the link to its own page. */
const notHere = (approval: Approval, content: ListContent) =>
  approval.mayDecide.allowed
    ? onItsPage(approval, content)
    : html`<p class="cannot">${visibleHtml(approval.mayDecide.reason)} <a href="${content.pageAt(`/approvals/${approval.view.id}`)}">Its page</a> has a link to send them.</p>`;

const shortStatement = ({ view }: Approval) =>
  (view.plan.text?.content.length ?? 0) <= maxListedLength ? statement(view.plan, "The statement") : "";

const onItsPage = (approval: Approval, { needsPasskey, pageAt }: ListContent) =>
  needsPasskey?.(approval.view) === true
    ? html`<p class="cannot">This decision needs your passkey. <a href="${pageAt(`/approvals/${approval.view.id}`)}">Open it to read it and decide.</a></p>`
    : tooLong(approval, pageAt);

const tooLong = (
  { view }: Approval,
  pageAt: PageAddress,
) => html`<p class="cannot">The statement has ${(view.plan.text?.content.length ?? 0).toLocaleString("en")} characters.
  <a href="${pageAt(`/approvals/${view.id}`)}">Open it to read it whole and decide.</a></p>`;

const choice = ({ view, shown }: Approval, choices: Choices) => {
  const { id, plan, need } = view;
  const before = choices.get(id);
  const unexplained = before?.decision === "reject" && before.reason === "";
  const option = (value: string, label: string) =>
    html`<label class="${value}"><input type="radio" name="decision.${id}" value="${value}" ${
      (before?.decision ?? "leave") === value ? "checked" : ""
    } /> ${label}</label>`;
  return html`<fieldset class="choice">
    <legend class="hidden">Decide on ${summaryOf(view)}</legend>
    <input type="hidden" name="shown.${id}" value="${shown}" />
    ${option("approve", "Approve")} ${option("reject", "Reject")} ${option("leave", "Leave")}
    <label class="why"><span>Why, if you reject</span><input name="reason.${id}" maxlength="1000" value="${before?.reason ?? ""}" autocomplete="off" ${unexplained ? raw('autofocus aria-invalid="true"') : ""} /></label>
    ${plan.similar === null || need !== "caller" ? "" : html`<label class="similar"><input type="checkbox" name="similar.${id}" value="3600" /> and for an hour, without asking: ${visibleHtml(similarSentence(plan.similar))}</label>`}
  </fieldset>`;
};

const actions = (decidable: number) => html`<div class="actions">
  <button class="primary" name="all" value="">Send decisions</button>
  <span class="tally" data-tally aria-live="polite"></span>
  <span class="grow"></span>
  ${decidable === 1 ? "" : all(decidable)}
</div>`;

const all = (decidable: number) => html`<button name="all" value="approve">Approve all ${decidable} shown</button>
  <details class="all-reject">
    <summary>Reject all …</summary>
    <label>Why <input name="reason.all" maxlength="1000" autocomplete="off" /></label>
    <button name="all" value="reject">Reject all ${decidable} shown</button>
  </details>`;

const scopeRow = (
  scope: ApprovalScope,
  formToken: string,
  pageAt: PageAddress,
) => html`<li class="row" data-id="${scope.id}" data-version="${scope.uses}">
  <span class="what"><b>${visibleHtml(scope.condition)}</b><small>${visibleHtml(scope.tool)} on ${visibleHtml(scope.server)}; ${formatUses(scope, pageText)}</small></span>
  ${countdown(scope.expiresAt, html`until ${time(scope.expiresAt)}`)}
  <form method="post" action="${pageAt(`/approvals/scopes/${scope.id}/revoke`)}">${formTokenField(formToken)}<button>Revoke</button></form>
</li>`;

export const recentRow = (
  approval: Approval,
  pageAt: PageAddress,
) => html`<li class="row" data-id="${approval.view.id}" data-version="${approval.state}">
  <span class="state ${approval.state}">${formatState(approval.state, pageText)}</span>
  <span class="what"><a href="${pageAt(`/approvals/${approval.view.id}`)}">${summaryOf(approval.view)}</a><small>${visibleHtml(personText(approval.view.user, approval.names))} on ${visibleHtml(approval.view.serverTitle)}. ${formatFate(approval, pageText)}</small></span>
</li>`;

const problemsNotice = (problems: readonly string[]) => html`<div class="notice problem" role="alert">
  <p><strong>${problems.length === 1 ? "One decision was not taken." : `${problems.length} decisions were not taken.`}</strong></p>
  <ul>${problems.map((problem) => html`<li>${visibleHtml(problem)}</li>`)}</ul>
</div>`;

const empty = html`<div class="notice">
  <p>When an agent of yours wants to do something sensitive or expensive, or another user needs you as the second person, it appears here by itself.</p>
</div>`;

const help = html`<dialog class="help" data-help aria-labelledby="help-title">
  <h2 id="help-title">Keys</h2>
  <dl>
    <div><dt><kbd>j</kbd> <kbd>k</kbd></dt><dd>next, previous request</dd></div>
    <div><dt><kbd>a</kbd></dt><dd>approve it</dd></div>
    <div><dt><kbd>r</kbd></dt><dd>reject it: say why</dd></div>
    <div><dt><kbd>u</kbd></dt><dd>leave it</dd></div>
    <div><dt><kbd>Enter</kbd></dt><dd>open it</dd></div>
    <div><dt><kbd>Ctrl</kbd> <kbd>Enter</kbd></dt><dd>send the decisions</dd></div>
    <div><dt><kbd>?</kbd></dt><dd>this</dd></div>
  </dl>
  <form method="dialog"><button>Close</button></form>
</dialog>`;
