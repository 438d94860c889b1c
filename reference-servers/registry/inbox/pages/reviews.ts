/** The pages of reviews: the versions that wait for one, and a server's versions and policies. */
import { reviewKindWords } from "@drawbridge/contracts/governance/reviews";
import { versionStateWords } from "@drawbridge/contracts/governance/version-states";
import { html } from "hono/html";
import { effectsInWords } from "../../governance/access-difference.ts";
import type { StoredPolicy } from "../../governance/policy-store.ts";
import { neededReviews } from "../../governance/review-rules.ts";
import type { PolicyState } from "../../governance/standing.ts";
import type { ServerVersion } from "../../governance/version-store.ts";
import type { PolicyView, Queue } from "../../governance/version-view.ts";
import type { PageAddress } from "../../page/page-address.ts";
import { formTokenField, type Html, visibleHtml } from "./frame.ts";
import { time } from "./page-text.ts";

export const reviewsPath = "/reviews";
export const serverPath = (server: string): string => `${reviewsPath}/${encodeURIComponent(server)}`;
export const versionPath = (server: string, version: number): string => `${serverPath(server)}/versions/${version}`;

/** The versions that wait for reviews, and the servers whose reviews end soon. */
export const queuePage = ({ waiting, ending }: Queue, pageAt: PageAddress): Html => html`
  <section aria-labelledby="reviews">
    <h1 id="reviews">${waiting.length === 0 ? "No version waits for a review" : "Versions that wait for a review"}</h1>
    ${waiting.length === 0 ? nothing : html`<ul class="rows">${waiting.map((each) => queueRow(each, pageAt))}</ul>`}
  </section>
  ${
    ending.length === 0
      ? ""
      : html`<section aria-labelledby="ending">
    <h2 id="ending">Reviews that end soon</h2>
    <ul class="rows">${ending.map((each) => endingRow(each, pageAt))}</ul>
  </section>`
  }`;

const endingRow = (
  { server, version, policy }: StoredPolicy,
  pageAt: PageAddress,
) => html`<li class="row" data-ending="${server}">
  <span class="state missing">${policy.lastDay}</span>
  <span class="what"><a href="${pageAt(versionPath(server, version))}">${server}, version ${version}</a>
    <small>${policy.closesAfter ? "after that day it is closed until it is reviewed again" : "after that day it goes on, and stays in this list"}</small></span>
</li>`;

const nothing = html`<div class="notice">
  <p><strong>You see a version here when a server announces one that no review has approved.</strong></p>
  <p>Reviewers, operators and the server's owners see it. DRAWBRIDGE_ROLES says which groups review.</p>
</div>`;

const queueRow = (version: ServerVersion, pageAt: PageAddress) => html`<li class="row">
  <span class="state">${versionStateWords[version.state]}</span>
  <span class="what"><a href="${pageAt(versionPath(version.server, version.number))}">${visibleHtml(version.manifest.title)}, version ${version.number}</a>
    <small>${version.manifest.sensitivity}; ${effectsInWords(version.manifest.tools)}; needs ${neededReviews(
      version.manifest,
    )
      .map((kind) => reviewKindWords[kind])
      .join(", ")}; ${submitted(version)}</small></span>
</li>`;

export const submitted = ({ submittedBy, submittedAt }: ServerVersion): Html =>
  html`${submittedBy === null ? "announced" : html`submitted by <b>${visibleHtml(submittedBy)}</b>`} ${time(submittedAt.toISOString())}`;

export interface PolicyPageContent extends PolicyView {
  readonly formToken: string;
  readonly problem: string | null;
  readonly pageAt: PageAddress;
}

/** One server: its policies and versions, and the forms by which an operator takes it out of use. */
export function policyPage({
  server,
  history,
  versions,
  operator,
  formToken,
  problem,
  pageAt,
}: PolicyPageContent): Html {
  const [newest] = history;
  return html`<p class="back"><a href="${pageAt(reviewsPath)}">All reviews</a></p>
  ${problem === null ? "" : html`<div class="notice problem" role="alert"><p>${visibleHtml(problem)}</p></div>`}
  <section aria-labelledby="server">
    <h1 id="server">${server}</h1>
    ${
      newest === undefined
        ? html`<p class="notice">No version of it was ever approved, so it is used by what it announces.</p>`
        : html`<p class="fate ${newest.state === "open" ? "approved" : "rejected"}"><span class="state">${policyWords[newest.state]}</span>
    <span>by version ${newest.version}: ${visibleHtml(newest.why)}</span></p>`
    }
    ${newest === undefined || !operator ? "" : acts(server, newest, formToken, pageAt)}
  </section>
  <section aria-labelledby="versions">
    <h2 id="versions">Versions</h2>
    <ul class="rows">${versions.map((each) => versionRow(each, pageAt))}</ul>
  </section>
  <section aria-labelledby="policies">
    <h2 id="policies">Policies, the newest first</h2>
    ${history.length === 0 ? html`<p class="notice">There is none yet. The first approved version makes one.</p>` : html`<ul class="rows">${history.map(policyRow)}</ul>`}
  </section>`;
}

const policyWords: Readonly<Record<PolicyState, string>> = { open: "Open", suspended: "Suspended", retired: "Retired" };

const versionRow = (version: ServerVersion, pageAt: PageAddress) => html`<li class="row">
  <span class="state ${version.state}">${versionStateWords[version.state]}</span>
  <span class="what"><a href="${pageAt(versionPath(version.server, version.number))}">Version ${version.number}</a><small>${submitted(version)}${version.why === null ? "" : html`; ${visibleHtml(version.why)}`}</small></span>
</li>`;

const policyRow = ({ number, version, state, policy, by, at, why }: StoredPolicy) => html`<li class="row">
  <span class="state">${policyWords[state]}</span>
  <span class="what">Policy ${number}, of version ${version}: ${Object.keys(policy.tools).length} tools, for ${
    policy.coarse.groups.length === 0
      ? "no group"
      : policy.coarse.groups.map((group) => html`<code>${visibleHtml(group)}</code> `)
  }
    <small>by <b>${visibleHtml(by)}</b> ${time(at.toISOString())}: ${visibleHtml(why)}</small></span>
</li>`;

const acts = (server: string, { number, state }: StoredPolicy, formToken: string, pageAt: PageAddress) => {
  if (state === "retired") return "";
  const form = (
    act: string,
    label: string,
    question: string,
  ) => html`<form class="resolve notice" method="post" action="${pageAt(`${serverPath(server)}/${act}`)}">
    ${formTokenField(formToken)}<input type="hidden" name="after" value="${number}" />
    <label class="why"><span>${question}</span><input name="why" maxlength="1000" required autocomplete="off" /></label>
    <button>${label}</button>
  </form>`;
  return html`${state === "open" ? form("suspend", "Suspend", "Why no person may use it for now") : form("resume", "Resume", "Why it may be used again")}
  ${form("retire", "Retire for good", "Why it is not used any more")}`;
};
