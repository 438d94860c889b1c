/** One version of a server: what is different, who gains and who loses, its reviews, and the form of each that a person may write. */
import {
  type Conditions,
  type Review,
  type ReviewKind,
  reviewKindWords,
} from "@drawbridge/contracts/governance/reviews";
import { versionStateWords } from "@drawbridge/contracts/governance/version-states";
import { Environment, Surface } from "@drawbridge/contracts/identity";
import type { Finding } from "@drawbridge/contracts/poisoning";
import { type DescribedTool, isHeldBack, type ToolComparison } from "@drawbridge/contracts/tool-versions";
import { html } from "hono/html";
import { effectsInWords, type GroupDifference } from "../../governance/access-difference.ts";
import { pointsOf } from "../../governance/review-rules.ts";
import type { WrittenReview } from "../../governance/review-store.ts";
import { isReviewable } from "../../governance/server-reviews.ts";
import type { VersionView } from "../../governance/version-view.ts";
import type { PageAddress } from "../../page/page-address.ts";
import { formTokenField, type Html, visibleHtml } from "./frame.ts";
import { time } from "./page-text.ts";
import { reviewsPath, serverPath, submitted, versionPath } from "./reviews.ts";

export interface VersionPageContent extends VersionView {
  readonly formToken: string;
  readonly problems: readonly string[];
  readonly pageAt: PageAddress;
  /** The last day that a review counts where its reviewer says nothing else. */
  readonly expires: string;
}

export function versionPage(content: VersionPageContent): Html {
  const { version, problems, pageAt } = content;
  const { server, number, manifest, state, digest } = version;
  return html`<p class="back"><a href="${pageAt(reviewsPath)}">All reviews</a> · <a href="${pageAt(serverPath(server))}">All versions of ${server}</a></p>
  ${problems.map((problem) => html`<div class="notice problem" role="alert"><p>${visibleHtml(problem)}</p></div>`)}
  <article aria-labelledby="version">
    <h1 id="version">${visibleHtml(manifest.title)}, version ${number}</h1>
    <p class="fate ${state}"><span class="state ${state}">${versionStateWords[state]}</span> <span>${version.why === null ? submitted(version) : visibleHtml(version.why)}</span></p>
    <dl class="facts">
      <div><dt>Owner</dt><dd>${visibleHtml(manifest.owner)}</dd></div>
      <div><dt>Data</dt><dd>${manifest.sensitivity}</dd></div>
      <div><dt>Runs in</dt><dd>${manifest.environment}</dd></div>
      <div><dt>Tools</dt><dd>${manifest.tools.length}: ${effectsInWords(manifest.tools)}</dd></div>
      <div><dt>Asks for</dt><dd>${listOf(manifest.access.groups)} through ${listOf(manifest.access.surfaces)} in ${listOf(manifest.access.environments)}</dd></div>
    </dl>
    ${differences(content)}
    ${findings(content)}
    ${access(content)}
    ${texts(content)}
    <h2>Reviews</h2>
    ${content.needed.map((kind) => review(kind, content))}
    <footer class="proof"><p>What you see has the digest <code>${digest}</code>: a review is for exactly this.</p></footer>
  </article>`;
}

const listOf = (values: readonly string[]): Html | string =>
  values.length === 0 ? "none" : html`${values.map((value) => html`<code>${visibleHtml(value)}</code> `)}`;

function differences({ comparison, approved }: VersionPageContent): Html {
  if (comparison === null)
    return html`<div class="notice problem"><p><strong>The server does not announce the schemas of its tools.</strong> A review cannot bind what it does not see. Update the server's framework, then review the version that it announces.</p></div>`;
  if (approved === null)
    return html`<h2>Difference</h2><p class="notice">No version was approved before, so every tool is new.</p>`;
  const different = comparison.tools.filter(({ kind }) => kind !== "same");
  return html`<h2>Difference from version ${approved.number}</h2>
  ${different.length === 0 ? html`<p class="notice">No tool is different.</p>` : html`<ul class="rows">${different.map(differenceRow)}</ul>`}`;
}

const differenceRow = (tool: ToolComparison) => html`<li class="row" data-tool="${tool.name}">
  <span class="state ${isHeldBack(tool) ? "rejected" : "found"}">${differenceWords[tool.kind]}</span>
  <span class="what"><code>${visibleHtml(tool.name)}</code>${details(tool)}</span>
</li>`;

const differenceWords: Readonly<Record<ToolComparison["kind"], string>> = {
  same: "Same",
  cosmetic: "Look only",
  new: "New",
  gone: "Gone",
  changed: "Changed",
};

function details(tool: ToolComparison): Html | string {
  if (tool.kind === "cosmetic") return html`<small>${tool.fields.join(", ")}</small>`;
  if (tool.kind === "new")
    return tool.renamedFrom === null ? "" : html`<small>it was called ${visibleHtml(tool.renamedFrom)}</small>`;
  if (tool.kind === "gone")
    return tool.renamedTo === null ? "" : html`<small>it is called ${visibleHtml(tool.renamedTo)} now</small>`;
  if (tool.kind === "same") return "";
  return html`<small>${[
    tool.strongerEffect ? "it may do more than before. " : "",
    tool.textOf === null
      ? ""
      : html`it has the description of ${visibleHtml(tool.textOf)}${tool.swapped ? ", and that tool has this one's" : ""}. `,
    tool.repeated ? "its name is in the list more than once. " : "",
  ]}</small>
  <dl class="diff">${tool.differences.map(
    ({ path, before, after }) => html`<div><dt><code>${visibleHtml(path)}</code></dt>
    <dd><span class="removed">− ${jsonText(before)}</span> <span class="added">+ ${jsonText(after)}</span></dd></div>`,
  )}</dl>`;
}

const maxShownLength = 2_000;

function jsonText(value: unknown): Html | string {
  if (value === undefined) return "absent";
  const text = JSON.stringify(value);
  return html`${visibleHtml(text.slice(0, maxShownLength))}${text.length > maxShownLength ? ` … (${text.length} characters)` : ""}`;
}

const findings = ({ findings: found }: VersionPageContent): Html => html`<h2>What the checks of its texts find</h2>
  ${found.length === 0 ? html`<p class="notice">Nothing.</p>` : html`<ul class="rows">${found.map(findingRow)}</ul>`}`;

const findingRow = ({ tier, kind, tool, where, what, excerpt }: Finding) => html`<li class="row" data-finding="${kind}">
  <span class="state ${tier === "hard" ? "rejected" : "missing"}">${tier === "hard" ? "Blocks" : "Look at it"}</span>
  <span class="what"><code>${visibleHtml(tool)}</code>: ${visibleHtml(what)}
    <small><code>${visibleHtml(where)}</code>${excerpt === "" ? "" : html` <q>${visibleHtml(excerpt)}</q>`}</small></span>
</li>`;

function access({ access: differences, lostCalls }: VersionPageContent): Html {
  return html`<h2>Who gains and who loses, once it is approved</h2>
  ${
    differences.length === 0
      ? html`<p class="notice">No group gains or loses a tool.</p>`
      : html`<ul class="rows">${differences.map(accessRow)}</ul>`
  }
  ${
    lostCalls.length === 0
      ? html`<p class="cannot">Every tool that was called in the last thirty days can still be called by someone.</p>`
      : html`<ul class="rows">${lostCalls.map(
          ({ tool, calls, people }) => html`<li class="row"><span class="state failed">Denied</span>
    <span class="what"><code>${visibleHtml(tool)}</code><small>${calls} calls of ${people} ${people === 1 ? "person" : "people"} in the last thirty days would have been refused</small></span></li>`,
        )}</ul>`
  }`;
}

const accessRow = ({ group, surface, gains, loses }: GroupDifference) => html`<li class="row" data-group="${group}">
  <span class="state">${surface}</span>
  <span class="what"><code>${visibleHtml(group)}</code>
    <small>${gains.length === 0 ? "" : html`gains ${listOf(gains)}`} ${loses.length === 0 ? "" : html`loses ${listOf(loses)}`}</small></span>
</li>`;

function texts({ version: { tools, manifest } }: VersionPageContent): Html {
  return html`<h2>What each tool says of itself</h2>
  ${(tools ?? []).map((tool) => toolText(tool))}
  <details><summary>Policies that the server asks for</summary><pre class="statement" tabindex="0">${Object.entries(
    manifest.policies,
  ).map(([name, text]) => html`// ${visibleHtml(name)}\n${visibleHtml(text)}\n`)}</pre></details>`;
}

const toolText = (tool: DescribedTool) => html`<details>
  <summary><code>${visibleHtml(tool.name)}</code> <span class="badge ${tool.effect}">${tool.effect}</span></summary>
  <p>${visibleHtml(tool.description ?? "")}</p>
  <pre class="statement" tabindex="0">${visibleHtml(JSON.stringify({ input: tool.inputSchema, output: tool.outputSchema, annotations: tool.annotations, policy: tool.policy, minutesSaved: tool.minutesSaved }, null, 2))}</pre>
</details>`;

function review(kind: ReviewKind, content: VersionPageContent): Html {
  const written = content.reviews.get(kind);
  const refusal = content.refusals.get(kind) ?? null;
  const open = isReviewable(content.version);
  return html`<section class="card" aria-labelledby="review-${kind}" data-review="${kind}">
    <h3 id="review-${kind}">${reviewKindWords[kind]}</h3>
    ${written === undefined ? html`<p>${open ? "Not written yet." : "There is none."}</p>` : shownReview(written, kind)}
    ${!open ? "" : refusal === null ? form(kind, content) : html`<p class="cannot">${visibleHtml(refusal)}</p>`}
  </section>`;
}

function shownReview({ review, reviewer, at }: WrittenReview, kind: ReviewKind): Html {
  return html`<p class="fate ${review.verdict === "approved" ? "approved" : "rejected"}"><span class="state">${verdictWords[review.verdict]}</span>
    <span>by <b>${visibleHtml(reviewer.user)}</b> ${time(at.toISOString())}; it counts until ${review.expires}${conditionsInWords(review.conditions)}</span></p>
  ${review.findings === "" ? "" : html`<blockquote class="reason">${visibleHtml(review.findings)}</blockquote>`}
  ${review.links.length === 0 ? "" : html`<p>${review.links.map((link) => html`<a href="${link}" rel="noreferrer">${visibleHtml(link)}</a> `)}</p>`}
  <ul class="rows">${pointsOf(kind).map(({ id, text }) => html`<li class="row"><span class="state">${answerWords[review.answers[id] ?? "no"]}</span><span class="what">${text}</span></li>`)}</ul>`;
}

const verdictWords: Readonly<Record<Review["verdict"], string>> = {
  approved: "Approved",
  "changes-needed": "Changes needed",
};
const answerWords = { yes: "Yes", no: "No", "not-applicable": "Does not apply" } as const;

const conditionsInWords = ({ groups, surfaces, environments, withoutTools }: Conditions): Html =>
  html`${[
    groups === undefined ? "" : html`; only for ${listOf(groups)}`,
    surfaces === undefined ? "" : html`; only through ${listOf(surfaces)}`,
    environments === undefined ? "" : html`; only in ${listOf(environments)}`,
    withoutTools === undefined ? "" : html`; without ${listOf(withoutTools)}`,
  ]}`;

function form(kind: ReviewKind, { version, formToken, pageAt, expires }: VersionPageContent): Html {
  const { server, number, manifest, digest } = version;
  return html`<form class="review" method="post" action="${pageAt(`${versionPath(server, number)}/reviews/${kind}`)}">
  ${formTokenField(formToken)}<input type="hidden" name="digest" value="${digest}" />
  ${pointsOf(kind).map(
    ({ id, text }) => html`<fieldset class="choice point"><legend>${text}</legend>
    ${(["yes", "no", "not-applicable"] as const).map((answer) => html`<label><input type="radio" name="point.${id}" value="${answer}" required /> ${answerWords[answer]}</label>`)}</fieldset>`,
  )}
  ${limit("groups", "Only for these groups", manifest.access.groups)}
  ${limit(
    "surfaces",
    "Only through these kinds of clients",
    Surface.options.filter((each) => manifest.access.surfaces.includes(each)),
  )}
  ${limit(
    "environments",
    "Only in these environments",
    Environment.options.filter((each) => manifest.access.environments.includes(each)),
  )}
  <fieldset class="choice"><legend>Tools that may be used</legend>
    ${manifest.tools.map(({ name }) => html`<label><input type="checkbox" name="tools" value="${name}" checked /> <code>${visibleHtml(name)}</code></label>`)}</fieldset>
  <label class="why"><span>Findings</span><textarea name="findings" rows="4" maxlength="10000"></textarea></label>
  <label class="why"><span>Links to tickets, each on a line</span><textarea name="links" rows="2"></textarea></label>
  <label class="why"><span>The last day on which this review counts</span><input type="date" name="expires" value="${expires}" required /></label>
  <p class="decide"><button class="primary" name="verdict" value="approved">Approve</button> <button name="verdict" value="changes-needed">Ask for changes</button></p>
</form>`;
}

const limit = (name: string, label: string, values: readonly string[]): Html => html`<fieldset class="choice">
  <legend><label><input type="checkbox" name="limit.${name}" /> ${label}</label></legend>
  ${values.map((value) => html`<label><input type="checkbox" name="${name}" value="${value}" checked /> <code>${visibleHtml(value)}</code></label>`)}
</fieldset>`;
