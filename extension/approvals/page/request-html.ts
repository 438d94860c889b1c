/** One request as HTML: everything that the person needs to judge it, uncut, and the choice where it is theirs. Pure. */

import type { Approval, ApprovalScope, Plan } from "@drawbridge/contracts/approvals";
import { readObjects, writtenObjects } from "@drawbridge/contracts/approvals/act-text";
import { boundObjects, boundToNoObject, notHeld } from "@drawbridge/contracts/approvals/basis";
import { beforeLines } from "@drawbridge/contracts/approvals/before";
import { definitionDiff } from "@drawbridge/contracts/approvals/definition-diff";
import {
  formatCost,
  formatEffect,
  formatFate,
  formatReversible,
  formatState,
} from "@drawbridge/contracts/approvals/format";
import { sampleText } from "@drawbridge/contracts/approvals/sample-text";
import { personText } from "@drawbridge/contracts/display-name";
import { similarSentence } from "@drawbridge/contracts/similar-calls";
import { sqlInColours } from "@drawbridge/contracts/sql-colours";
import { visible } from "@drawbridge/contracts/visible-text";
import * as l10n from "@vscode/l10n";
import { editorText } from "../../editor-text.ts";
import { actOf } from "../format-approval.ts";
import { whyUnasked } from "../view/history-items.ts";

export interface Drawing {
  /** Whether the request is alone on its page, or one of several. */
  readonly alone: boolean;
  /** A time (ISO 8601) as the reader writes times. */
  time(iso: string): string;
  /** The standing approvals in force. */
  readonly scopes: readonly ApprovalScope[];
  /** Whether the registry cannot be reached, so that nothing can be decided. */
  readonly offline: boolean;
  /** Whether this editor may decide the request; else it is decided in the browser. */
  here(approval: Approval): boolean;
}

export function requestHtml(approval: Approval, { alone, time, here, offline, scopes }: Drawing): string {
  const { view, state, decision } = approval;
  const pending = state === "pending";
  const level = alone ? "h1" : "h2";
  const end = pending
    ? `<span class="until" data-until="${visible(view.expiresAt)}" data-left="${htmlText("{0} left")}" data-over="${htmlText("over")}"></span>`
    : "";
  const reason = decision?.reason ? `<blockquote>${visible(decision.reason)}</blockquote>` : "";
  // The outcome takes the place of the choice, so that a second click where the button was hits plain text.
  const fate = `<div class="choice"><p class="notice">${visible(formatFate(approval, { ...editorText, time }))}</p>${reason}${unasked(approval, scopes, time)}</div>`;
  return `<article id="r-${visible(view.id)}" data-request="${visible(view.id)}">
<header><${level}>${visible(actOf(view.plan))}</${level}>${end}</header>
<p class="badges">${badges(approval)}</p>
${facts(approval)}
${statement(approval)}
${definition(approval)}
${sample(approval)}
${pending ? choice(approval, alone, here(approval), offline) : fate}${state === "outcome-unknown" ? outcomeUnknown(approval, here(approval) && !offline) : ""}
<p class="proof">${visible(l10n.t("Asked {0}. A decision is for exactly what you see here.", time(view.requestedAt)))}
<button class="link" type="button" data-link="open-link">${htmlText("Open in browser")}</button>${
    view.plan.text === null
      ? ""
      : ` · <button class="link" type="button" data-link="open-text">${htmlText("Open the statement in an editor tab")}</button>`
  }</p>
</article>`;
}

/** Why no person was asked, and the way to end that; empty where a person decided. */
function unasked({ decision, names }: Approval, scopes: readonly ApprovalScope[], time: Drawing["time"]): string {
  if (decision === null || decision.scope === null) return "";
  const { scope } = decision;
  const by = personText(decision.by, names);
  const revoke = scopes.some(({ id }) => id === scope)
    ? ` <button type="button" class="link" data-link="revoke">${htmlText("Revoke")}</button>`
    : "";
  return `<p class="unasked">${visible(l10n.t("Why no one was asked: it {0}.", whyUnasked({ by, scope }, scopes, time)))}${revoke}</p>`;
}

/** A text of our own. It is escaped like all other texts. */
export const htmlText = (text: string, ...values: string[]): string => visible(l10n.t(text, ...values));

function badges({ view: { plan, environment, need }, state }: Approval): string {
  const second = need === "second-person" ? [["second", l10n.t("second person")]] : [];
  const over = state === "pending" ? [] : [["state", formatState(state, editorText)]];
  return [[plan.effect, formatEffect(plan.effect, editorText)], [environment, environment], ...second, ...over]
    .map(([kind = "", words = ""]) => `<span class="badge ${kind}">${visible(words)}</span>`)
    .join(" ");
}

function facts({ view, names }: Approval): string {
  const { user, agent, workspace, plan, serverTitle, server, toolTitle, environment, owner } = view;
  const by = agent === null ? "" : ` · ${htmlText("by the agent {0}", agent)}`;
  const folder = workspace === null ? "" : ` · ${htmlText("in the folder {0}", workspace)}`;
  const listed = (objects: readonly string[]): string =>
    objects.map((each) => `<code>${visible(each)}</code>`).join(", ");
  const reads = readObjects(plan);
  const rows: readonly (readonly [name: string, html: string, kind?: string])[] = [
    [l10n.t("Who"), `<b>${visible(personText(user, names))}</b>${by}${folder}`],
    [l10n.t("What"), [listed(writtenObjects(plan)), visible(plan.verb)].filter((part) => part !== "").join(" · ")],
    ...(reads.length === 0 ? [] : [[l10n.t("Reads"), listed(reads)] as const]),
    [
      l10n.t("Where"),
      `${visible(serverTitle)} <code>${visible(server)}</code> · ${htmlText("{0} on {1}, {2}", toolTitle, plan.target, environment)} · ${htmlText("owned by {0}", owner)}`,
    ],
    [l10n.t("Cost"), visible(formatCost(plan.cost, editorText))],
    [l10n.t("Reversible"), visible(formatReversible(plan.reversible, editorText)), `reversible-${plan.reversible}`],
    ...before(plan),
    ...bound(plan),
  ];
  return `<dl>${rows
    .map(([name, html, kind = ""]) => `<div><dt>${visible(name)}</dt><dd class="${kind}">${html}</dd></div>`)
    .join("")}</dl>`;
}

/** What the tables that the call writes are now. */
function before(plan: Plan): readonly (readonly [name: string, html: string])[] {
  const lines = beforeLines(plan, editorText).map(
    ({ object, says }) => `<li><code>${visible(object)}</code>: ${visible(says)}</li>`,
  );
  return lines.length === 0 ? [] : [[l10n.t("Now"), `<ul>${lines.join("")}</ul>`]];
}

/** What an approval is bound to (objects and their contents), and what can still change before the call runs. */
function bound(plan: Plan): readonly (readonly [name: string, html: string])[] {
  const objects = boundObjects(plan, editorText).map(
    ({ object, how }) => `<li><code>${visible(object)}</code>: ${visible(how)}</li>`,
  );
  const unheld = notHeld(plan).map((each) => `<li>${visible(each)}</li>`);
  return [
    [
      l10n.t("Bound to"),
      objects.length === 0 ? visible(boundToNoObject(plan, editorText)) : `<ul>${objects.join("")}</ul>`,
    ],
    ...(unheld.length === 0 ? [] : [[l10n.t("Not held still"), `<ul>${unheld.join("")}</ul>`] as const]),
  ];
}

/** Above this many lines or characters the page states the length, because the person must not miss what is scrolled off. */
const longLines = 12;
const longCharacters = 1000;

function statement({ view: { plan } }: Approval): string {
  if (plan.text === null) return `<p class="summary">${visible(plan.summary)}</p>`;
  const { language, content } = plan.text;
  const lines = content.split("\n").length;
  const length =
    lines > longLines || content.length > longCharacters
      ? `<p class="length">${htmlText("The whole statement: {0} lines, {1} characters. It scrolls.", lines.toLocaleString(), content.length.toLocaleString())}</p>`
      : "";
  const code = language === "sql" ? sqlInColours(content) : visible(content, "block");
  return `${length}<pre tabindex="0" aria-label="${htmlText("The statement, whole")}"><code>${code}</code></pre>`;
}

/** How much of the definition changes, and the way to the editor's own comparison. */
function definition({ view: { plan } }: Approval): string {
  const change = plan.definition;
  if (change === undefined) return "";
  const heading = `<p class="definition">${htmlText("Definition of {0}:", change.object)} `;
  const lines = definitionDiff(change);
  if (lines === null) return `${heading}${visible(change.why ?? "")}</p>`;
  const count = (kind: string): number => lines.filter((line) => line.kind === kind).length;
  const [added, removed] = [count("added"), count("removed")];
  if (added + removed === 0) return `${heading}${htmlText("it stays the same.")}</p>`;
  return `${heading}${htmlText("lines removed: {0}, lines added: {1}.", removed.toLocaleString(), added.toLocaleString())}
<button class="link" type="button" data-link="compare">${htmlText("Compare now and after")}</button></p>`;
}

/** A few rows of the table that the call changes. The registry gives them to the user who makes the call alone. */
function sample({ sample: rows }: Approval): string {
  if (rows === undefined) return "";
  const { columns, rows: cells, notes } = sampleText(rows, editorText);
  const headings = columns.map((name) => `<th scope="col">${visible(name)}</th>`).join("");
  const bodyRows = cells.map((row) => `<tr>${row.map((cell) => `<td>${visible(cell)}</td>`).join("")}</tr>`).join("");
  const table =
    cells.length === 0
      ? ""
      : `<div class="rows" tabindex="0" role="region" aria-label="${htmlText("Rows now")}"><table><thead><tr>${headings}</tr></thead>
<tbody>${bodyRows}</tbody></table></div>`;
  return `<section class="sample"><p>${htmlText("Rows now")}</p>${table}${notes.map((note) => `<p class="note">${visible(note)}</p>`).join("")}</section>`;
}

function choice(
  { view: { id, plan, need }, mayDecide }: Approval,
  alone: boolean,
  here: boolean,
  offline: boolean,
): string {
  if (!mayDecide.allowed) {
    return `<div class="notice"><p>${visible(mayDecide.reason)}</p>
<p><button type="button" data-link="copy-link">${htmlText("Copy Link for a Colleague")}</button></p></div>`;
  }
  if (!here) {
    return `<div class="notice"><p>${htmlText("This is decided on its page in the browser: this editor was not allowed recently enough, or may not decide it.")}</p>
<p><button type="button" class="primary" data-link="open-link">${htmlText("Decide in Browser")}</button></p></div>`;
  }
  if (offline)
    return `<div class="choice"><div class="row"><button type="button" class="primary" disabled aria-describedby="offline">${htmlText("Approve")}</button>
<button type="button" disabled aria-describedby="offline">${htmlText("Reject")}</button> <span>${htmlText("Nothing can be decided until the registry is back.")}</span></div></div>`;
  const similar =
    plan.similar === null || need !== "caller"
      ? ""
      : `<label class="similar"><input type="checkbox" name="similar.${id}"> ${htmlText("and approve similar for an hour, without asking: {0}", similarSentence(plan.similar))}</label>`;
  const why = `<label class="why">${htmlText("Why, if you reject")} <input name="reason.${id}" maxlength="1000" autocomplete="off" placeholder="${htmlText("The agent gets the reason.")}"></label>`;
  if (alone) {
    return `<div class="choice">${similar}
<div class="row"><button type="button" class="primary" data-decide="approve" disabled>${htmlText("Approve")}</button>
${why}<button type="button" data-decide="reject" disabled>${htmlText("Reject")}</button></div>
${problem(id, htmlText("Write a reason first: the agent gets it."))}</div>`;
  }
  const option = (value: string, words: string): string =>
    `<label class="${value}"><input type="radio" name="decision.${id}" value="${value}"${value === "leave" ? " checked" : ""}> ${visible(words)}</label>`;
  return `<fieldset class="choice"><legend>${htmlText("Decide on {0}", actOf(plan))}</legend>
<div class="row">${option("approve", l10n.t("Approve"))} ${option("reject", l10n.t("Reject"))} ${option("leave", l10n.t("Later"))}
${why}</div>${problem(id, htmlText("Write a reason first: the agent gets it."))}${similar}</fieldset>`;
}

/** The question how the call ended, where this editor may answer it; else the way to the browser. */
function outcomeUnknown({ view: { id } }: Approval, here: boolean): string {
  const why = `<p>${htmlText("The same call is refused until a person has looked and says how this one ended.")}</p>`;
  if (!here)
    return `<div class="notice">${why}<p><button type="button" data-link="open-link">${htmlText("Say How It Ended in the Browser")}</button></p></div>`;
  const option = (value: string, words: string): string =>
    `<label><input type="radio" name="outcome.${id}" value="${value}"> ${visible(words)}</label>`;
  return `<fieldset class="choice settle"><legend>${htmlText("How did it end?")}</legend>${why}
<div class="row">${option("succeeded", l10n.t("It was done"))} ${option("failed", l10n.t("It was not done"))}
<label class="why">${htmlText("How do you know")} <input name="reason.${id}" maxlength="1000" autocomplete="off" placeholder="${htmlText("It is recorded.")}"></label>
<button type="button" data-settle disabled>${htmlText("Record This")}</button></div>
${problem(id, htmlText("Choose one, and write how you know."))}</fieldset>`;
}

/** What is missing, shown under the fields once a button was pressed. */
const problem = (id: string, words: string): string =>
  `<p class="problem" id="problem.${visible(id)}" role="alert" hidden>${words}</p>`;
