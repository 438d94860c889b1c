/** One request's page: everything by which a person judges it, in full, and the decision if this person may decide. */
import type { Approval } from "@drawbridge/contracts/approvals";
import { formatFate, formatState } from "@drawbridge/contracts/approvals/format";
import { html } from "hono/html";
import type { PageAddress } from "../../page/page-address.ts";
import type { Choices } from "../decision-form.ts";
import { decideForms, headingId } from "./decide-forms.ts";
import { formTokenField, visibleHtml } from "./frame.ts";
import { countdown, pageText, time } from "./page-text.ts";
import { passkeyProblem, passkeysPath } from "./passkeys.ts";
import { badges, definition, facts, lengthInWords, sample, statement, summaryOf } from "./request-facts.ts";

export interface RequestContent {
  readonly approval: Approval;
  readonly formToken: string;
  readonly choices: Choices;
  readonly problems: readonly string[];
  /** Whether the person has the passkey that the decision needs. Null if the decision needs none. */
  readonly passkey: { readonly has: boolean } | null;
  readonly pageAt: PageAddress;
}

/** Objects that are named before the rest is shown as a number. The statement below names all of them. */
const maxObjects = 200;

export function requestPage(content: RequestContent) {
  const { approval, problems, pageAt } = content;
  const { view, state, shown } = approval;
  return html`<p class="back"><a href="${pageAt("/approvals")}">All approvals</a></p>
  ${problems.map((problem) => html`<div class="notice problem" role="alert"><p>${visibleHtml(problem)}</p></div>`)}
  <article class="request" data-live="request" data-id="${view.id}" data-version="${state}">
    <div class="card-head">
      <h1 id="${headingId(view.id)}">${summaryOf(view)}</h1>
      ${badges(view)}
    </div>
    <p class="fate ${state}"><span class="state ${state}">${formatState(state, pageText)}</span> <span>${formatFate(approval, pageText)}
      ${state === "pending" ? html`<b>${countdown(view.expiresAt, "")}</b>` : ""}</span></p>
    ${reasonOf(approval)}
    ${facts(approval, maxObjects)}
    ${lengthOf(approval)}
    ${statement(view.plan, "The statement, whole")}
    ${definition(view.plan)}
    ${sample(approval.sample)}
    ${state === "pending" ? decision(content) : ""}
    ${state === "outcome-unknown" ? resolution(content) : ""}
    <footer class="proof">
      <p>Asked ${time(view.requestedAt)}. What you see has the digest <code>${shown}</code>: a decision is for exactly this.</p>
      <p>Link to this page: <code>${approval.link}</code></p>
    </footer>
  </article>`;
}

const lengthOf = ({ view }: Approval) => {
  const words = lengthInWords(view.plan);
  return words === null ? "" : html`<p class="length">${words}</p>`;
};

const reasonOf = ({ decision, state }: Approval) =>
  decision?.reason && (state === "rejected" || state === "void")
    ? html`<blockquote class="reason">${visibleHtml(decision.reason)}</blockquote>`
    : "";

function decision({ approval, formToken, choices, passkey, pageAt }: RequestContent) {
  const { view, mayDecide } = approval;
  const { approvers } = view;
  if (!mayDecide.allowed) {
    const groups = approvers.map(
      (group, index) => html`${index === 0 ? "" : " or "}<code>${visibleHtml(group)}</code>`,
    );
    return html`<div class="notice cannot">
      <p><strong>You cannot decide this.</strong> ${visibleHtml(mayDecide.reason)}</p>
      ${approvers.length === 0 ? "" : html`<p>Send the link below to a member of ${groups}.</p>`}
    </div>`;
  }
  if (passkey !== null && !passkey.has)
    return html`<div class="notice cannot">
      <p><strong>This decision needs a passkey, and you have none here.</strong> Add one, then come back to this page.</p>
      <p><a class="button" href="${pageAt(passkeysPath)}">Your passkeys</a></p>
    </div>`;
  const forms = {
    approval,
    formToken,
    choice: choices.get(view.id),
    onItsPage: true,
    passkey: passkey !== null,
    pageAt,
  };
  return html`${passkey === null ? "" : passkeyProblem}${decideForms(forms)}`;
}

function resolution({ approval: { view }, formToken, passkey, pageAt }: RequestContent) {
  const passkeyAttribute = passkey === null ? "" : html`data-passkey="${pageAt(passkeysPath)}/ask-resolve/${view.id}"`;
  return html`${passkey === null ? "" : passkeyProblem}<form class="resolve notice" method="post" action="${pageAt(`/approvals/${view.id}/resolution`)}" ${passkeyAttribute}>
  ${formTokenField(formToken)}
  <p><strong>How did it end?</strong> The same call is refused until a person has looked and says here how it ended.</p>
  <p><label><input type="radio" name="outcome" value="succeeded" required /> It was done</label>
  <label><input type="radio" name="outcome" value="failed" required /> It was not done</label></p>
  <label class="why"><span>How do you know</span><input name="reason" maxlength="1000" required autocomplete="off" /></label>
  <button>Record this${passkey === null ? "" : " with your passkey"}</button>
</form>`;
}
