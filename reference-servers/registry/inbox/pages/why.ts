/** The page "Why not?": a question, and what each place that decides says to it. */
import { type PlaceAnswer, placeWords, type WhyAnswer } from "@drawbridge/contracts/governance/why";
import { Surface } from "@drawbridge/contracts/identity";
import { html } from "hono/html";
import type { WhyAsked } from "../../governance/why-questions.ts";
import type { PageAddress } from "../../page/page-address.ts";
import { formTokenField, type Html, visibleHtml } from "./frame.ts";
import { time } from "./page-text.ts";

/** Where the page is. */
export const whyPath = "/why";

export interface WhyContent {
  /** Null before a question. */
  readonly question: WhyAsked | null;
  readonly answer: WhyAnswer | null;
  /** Why there is no answer. */
  readonly problem: string | null;
  readonly formToken: string;
  readonly pageAt: PageAddress;
}

export const whyPage = ({ question, answer, problem, formToken, pageAt }: WhyContent): Html => html`
  <section aria-labelledby="why">
    <h1 id="why">Why may I not use it?</h1>
    ${problem === null ? "" : html`<div class="notice problem" role="alert"><p>${visibleHtml(problem)}</p></div>`}
    ${answer === null ? "" : verdict(answer)}
    ${answer === null || answer.allowed || answer.groupsSeen !== null ? "" : reportForm(answer, formToken, pageAt)}
    ${questionForm(question, pageAt)}
    <p><a href="${pageAt("/why/requests")}">Requests for access</a></p>
  </section>
  ${
    answer === null
      ? ""
      : html`<section aria-labelledby="places">
    <h2 id="places">What each place says</h2>
    <ul class="rows">${answer.places.map(placeRow)}</ul>
  </section>`
  }`;

const verdict = ({
  user,
  server,
  tool,
  surface,
  allowed,
  groupsSeen,
}: WhyAnswer): Html => html`<p class="fate ${allowed ? "approved" : "rejected"}"><span class="state">${allowed ? "Yes" : "No"}</span>
    <span><b>${visibleHtml(user)}</b> may ${allowed ? "" : "not "}use ${tool === null ? "" : html`<code>${visibleHtml(tool)}</code> of `}<code>${server}</code> from ${surface}.${groupsSeen === null ? "" : html` The registry last saw this person's groups ${time(groupsSeen)}.`}</span></p>`;

export const placeRow = ({
  place,
  allowed,
  reason,
  rule,
  version,
  owner,
  change,
}: PlaceAnswer): Html => html`<li class="row" data-place="${place}">
  <span class="state ${allowed ? "approved" : "missing"}">${placeWords[place]}: ${allowed ? "yes" : "no"}</span>
  <span class="what">${visibleHtml(reason)}
    <small>Rule <code>${visibleHtml(rule)}</code> (${version}), of ${visibleHtml(owner)}.</small>
    ${change === null ? "" : html`<small>What would change it: ${visibleHtml(change)}</small>`}</span>
</li>`;

/** By which the person tells the owner, with this answer. */
const reportForm = (
  { server, tool }: WhyAnswer,
  formToken: string,
  pageAt: PageAddress,
): Html => html`<form class="resolve notice" method="post" action="${pageAt("/why/requests")}">
    ${formTokenField(formToken)}<input type="hidden" name="server" value="${server}" /><input type="hidden" name="tool" value="${tool ?? ""}" />
    <label class="why"><span>Why you need it (the owner reads this, with the answer below)</span><input name="note" maxlength="1000" autocomplete="off" /></label>
    <button name="kind" value="access">Request access</button> <button class="quiet" name="kind" value="this-should-work">This should work</button>
  </form>`;

const questionForm = (
  question: WhyAsked | null,
  pageAt: PageAddress,
): Html => html`<form class="resolve notice" method="get" action="${pageAt(whyPath)}">
    ${field("server", "Server", question?.server, true)}
    ${field("tool", "Tool (empty for the whole server)", question?.tool)}
    ${field("user", "Person (empty for yourself; operators may name others)", question?.user)}
    <label class="why"><span>Used from</span><select name="surface">${Surface.options.map((each) => html`<option${each === (question?.surface ?? "local") ? html` selected` : ""}>${each}</option>`)}</select></label>
    <button>Ask</button>
  </form>`;

const field = (name: string, label: string, value: string | undefined, required = false): Html =>
  html`<label class="why"><span>${label}</span><input name="${name}" value="${value ?? ""}" maxlength="200"${required ? html` required` : ""} autocomplete="off" /></label>`;
