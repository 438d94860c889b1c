/** The page of requests for access: those that the person answers, and those that they sent. */
import type { ReportKind, ReportState } from "@drawbridge/contracts/governance/access-reports";
import { html } from "hono/html";
import type { AccessReport } from "../../governance/report-store.ts";
import type { PageAddress } from "../../page/page-address.ts";
import { formTokenField, type Html, visibleHtml } from "./frame.ts";
import { time } from "./page-text.ts";
import { placeRow, whyPath } from "./why.ts";

/** Where the page is. */
export const requestsPath = "/why/requests";

export interface RequestsContent {
  readonly toAnswer: readonly AccessReport[];
  readonly own: readonly AccessReport[];
  readonly formToken: string;
  /** What was just done, or why it was not. */
  readonly message: string | null;
  readonly pageAt: PageAddress;
}

export const requestsPage = ({ toAnswer, own, formToken, message, pageAt }: RequestsContent): Html => html`
  <p class="back"><a href="${pageAt(whyPath)}">Why not?</a></p>
  ${message === null ? "" : html`<div class="notice" role="status"><p>${visibleHtml(message)}</p></div>`}
  <section aria-labelledby="requests">
    <h1 id="requests">${toAnswer.length === 0 ? "No request for access waits for you" : "Requests for access to your servers"}</h1>
    ${toAnswer.map((each) => toAnswerRow(each, formToken, pageAt))}
  </section>
  ${
    own.length === 0
      ? ""
      : html`<section aria-labelledby="own">
    <h2 id="own">What you sent</h2>
    <ul class="rows">${own.map(ownRow)}</ul>
  </section>`
  }`;

const kindWords: Readonly<Record<ReportKind, string>> = {
  "this-should-work": "says that this should work",
  access: "asks for access",
};

const stateWords: Readonly<Record<ReportState, string>> = {
  open: "Open",
  granted: "Granted",
  "needs-review": "Needs a review",
  declined: "Declined",
};

const subject = ({ server, tool }: AccessReport): Html =>
  html`${tool === "" ? "" : html`<code>${visibleHtml(tool)}</code> of `}<code>${server}</code>`;

const toAnswerRow = (
  report: AccessReport,
  formToken: string,
  pageAt: PageAddress,
): Html => html`<article class="notice" data-request="${report.id}">
    <h2><b>${visibleHtml(report.user)}</b> ${kindWords[report.kind]}: ${subject(report)}</h2>
    <p>${time(report.at.toISOString())}${report.note === "" ? "" : html`: ${visibleHtml(report.note)}`}</p>
    <p>Groups: ${report.answer.groups.length === 0 ? "none" : report.answer.groups.map((group) => html`<code>${visibleHtml(group)}</code> `)}</p>
    <ul class="rows">${report.answer.places.map(placeRow)}</ul>
    <form class="resolve" method="post" action="${pageAt(`${requestsPath}/${report.id}`)}">
      ${formTokenField(formToken)}
      <p>Your yes admits the person's groups as far as the approved policy does. It says where a review is needed.</p>
      <button name="decision" value="yes">Yes</button> <button class="quiet" name="decision" value="no">No</button>
    </form>
  </article>`;

const ownRow = (report: AccessReport): Html => html`<li class="row">
  <span class="state">${stateWords[report.state]}</span>
  <span class="what">${subject(report)}<small>${time(report.at.toISOString())}${report.outcome === null ? "" : html`; ${visibleHtml(report.outcome)}`}</small></span>
</li>`;
