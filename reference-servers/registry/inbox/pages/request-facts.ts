/**
 * The facts by which a person judges a request: who, what, where, its cost, whether it can be undone, and the whole
 * statement.
 */

import type { Approval, ApprovalView, Plan } from "@drawbridge/contracts/approvals";
import { formatAct, readObjects, writtenObjects } from "@drawbridge/contracts/approvals/act-text";
import { boundObjects, boundToNoObject, notHeld } from "@drawbridge/contracts/approvals/basis";
import { beforeLines } from "@drawbridge/contracts/approvals/before";
import type { DefinitionChange } from "@drawbridge/contracts/approvals/definition-change";
import { definitionDiff, marks } from "@drawbridge/contracts/approvals/definition-diff";
import { formatCost, formatEffect, formatReversible } from "@drawbridge/contracts/approvals/format";
import { sampleText } from "@drawbridge/contracts/approvals/sample-text";
import { plainText } from "@drawbridge/contracts/approvals/surface";
import type { TableSample } from "@drawbridge/contracts/approvals/table-sample";
import { personText } from "@drawbridge/contracts/display-name";
import { sqlInColours } from "@drawbridge/contracts/sql-colours";
import { visible } from "@drawbridge/contracts/visible-text";
import { html, raw } from "hono/html";
import { visibleHtml } from "./frame.ts";
import { pageText } from "./page-text.ts";

export const summaryOf = ({ plan }: ApprovalView) => formatAct(plan, pageText);

/** Badges: what the act does, and whether the risk is high. */
export const badges = ({ plan, environment, need }: ApprovalView) => html`<span class="badges">
  <span class="badge ${plan.effect}">${formatEffect(plan.effect, pageText)}</span>
  <span class="badge ${environment === "prod" ? "prod" : ""}">${environment}</span>
  ${need === "second-person" ? html`<span class="badge second">second person</span>` : ""}
</span>`;

/** `maxObjects` is how many objects are named before the rest is shown as a number. */
export const facts = ({ view, names }: Approval, maxObjects: number) => html`<dl class="facts">
  <div><dt>Who</dt><dd><b>${visibleHtml(personText(view.user, names))}</b>${view.agent === null ? "" : html`, by the agent ${visibleHtml(view.agent)}`}${
    view.workspace === null ? "" : html` in the folder ${visibleHtml(view.workspace)}`
  }</dd></div>
  <div><dt>What</dt><dd>${objects(writtenObjects(view.plan), maxObjects)}${writtenObjects(view.plan).length === 0 ? "" : " · "}${visibleHtml(view.plan.verb)}</dd></div>
  ${reads(view.plan, maxObjects)}
  <div><dt>Where</dt><dd>${visibleHtml(view.serverTitle)} (<code>${visibleHtml(view.server)}</code>), tool ${visibleHtml(view.toolTitle)}, on ${visibleHtml(view.plan.target)} in ${view.environment}; owned by ${visibleHtml(view.owner)}</dd></div>
  <div><dt>Cost</dt><dd>${formatCost(view.plan.cost, pageText)}</dd></div>
  <div><dt>Reversible</dt><dd class="reversible-${view.plan.reversible}">${formatReversible(view.plan.reversible, pageText)}</dd></div>
  ${before(view.plan)}
  ${bound(view.plan, maxObjects)}
</dl>`;

/** What the tables that the call writes are now. */
function before(plan: Plan) {
  const lines = beforeLines(plan, pageText).map(({ object, says }) => html`<div><code>${object}</code>: ${says}</div>`);
  return lines.length === 0 ? "" : html`<div class="before"><dt>Now</dt><dd>${lines}</dd></div>`;
}

/** How the call changes a definition: the whole definition, with a mark before each line that is removed or added. */
export function definition({ definition: change }: Plan) {
  if (change === undefined) return "";
  return html`<section class="definition"><p class="part">Definition of <code>${visibleHtml(change.object)}</code>, now and after:</p>${diff(change)}</section>`;
}

function diff(change: DefinitionChange) {
  const lines = definitionDiff(change);
  if (lines === null)
    return html`${change.now === null ? "" : html`<pre class="diff" tabindex="0" aria-label="The definition now">${visibleBlock(change.now)}</pre>`}<p>${visibleHtml(change.why ?? "")}</p>`;
  if (lines.every(({ kind }) => kind === "same")) return html`<p>It stays the same.</p>`;
  return html`<pre class="diff" tabindex="0" aria-label="The lines that are removed begin with a minus, those that are added with a plus">${lines.map(
    ({ kind, text }) => html`<span class="${kind}">${marks[kind]} ${visibleBlock(text)}
</span>`,
  )}</pre>`;
}

const visibleBlock = (text: string) => raw(visible(text, "block"));

/** A few rows of the table that the call changes. Only its user sees them. */
export function sample(rows: TableSample | undefined) {
  if (rows === undefined) return "";
  const { columns, rows: cells, notes } = sampleText(rows, pageText);
  const table =
    cells.length === 0
      ? ""
      : html`<div class="sample-rows" tabindex="0" role="region" aria-label="Rows now"><table><thead><tr>${columns.map((name) => html`<th scope="col">${name}</th>`)}</tr></thead>
<tbody>${cells.map((row) => html`<tr>${row.map((cell) => html`<td>${cell}</td>`)}</tr>`)}</tbody></table></div>`;
  return html`<section class="sample"><p class="part">Rows now:</p>${table}${notes.map((note) => html`<p>${note}</p>`)}</section>`;
}

/** What the approval is bound to, by identity and contents, and what can still change before the run. */
function bound(plan: Plan, most: number) {
  const all = boundObjects(plan, plainText);
  const more = all.length - most;
  const writtenNames = all
    .slice(0, most)
    .map(({ object, how }) => html`<div><code>${visibleHtml(object)}</code>: ${visibleHtml(how)}</div>`);
  const unheld = notHeld(plan);
  return html`<div class="bound"><dt>Bound to</dt><dd>${writtenNames.length === 0 ? visibleHtml(boundToNoObject(plan, plainText)) : writtenNames}${more > 0 ? ` and ${more} more` : ""}</dd></div>
  ${unheld.length === 0 ? "" : html`<div class="not-held"><dt>Not held still</dt><dd>${unheld.map((each) => html`<div>${visibleHtml(each)}</div>`)}</dd></div>`}`;
}

function reads(plan: Plan, most: number) {
  const readNames = readObjects(plan);
  return readNames.length === 0 ? "" : html`<div><dt>Reads</dt><dd>${objects(readNames, most)}</dd></div>`;
}

function objects(names: readonly string[], most: number) {
  if (names.length === 0) return "";
  const more = names.length - most;
  return html`${names.slice(0, most).map((each, index) => html`${index === 0 ? "" : ", "}<code>${visibleHtml(each)}</code>`)}${more > 0 ? ` and ${more} more` : ""}`;
}

/** The whole statement. If the plan has none, the arguments are already shown. */
export function statement({ text }: Plan, label: string) {
  if (text === null) return "";
  const { language, content } = text;
  const markup = language === "sql" ? sqlInColours(content) : visible(content, "block");
  return html`<pre class="statement" tabindex="0" aria-label="${label}"><code>${raw(markup)}</code></pre>`;
}

/** "1,204 characters, 31 lines", if the statement is long enough for that. */
export function lengthInWords({ text }: Plan): string | null {
  const lines = text?.content.split("\n").length ?? 0;
  const characters = text?.content.length ?? 0;
  if (lines <= 12 && characters <= 1000) return null;
  return `The whole statement: ${characters.toLocaleString("en")} characters, ${lines.toLocaleString("en")} lines. It scrolls.`;
}
