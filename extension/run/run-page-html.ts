/**
 * Draws the page on which a person runs a tool. A server wrote most of what it shows, so everything is escaped. Pure.
 */
import type { Effect } from "@drawbridge/contracts/access";
import { formatEffect } from "@drawbridge/contracts/approvals/format";
import { spelledOut, visible } from "@drawbridge/contracts/visible-text";
import * as l10n from "@vscode/l10n";
import { editorText } from "../editor-text.ts";
import { type HtmlPage, htmlPage } from "../html-page.ts";
import { cellText, type ResultView, type Table } from "./result-view.ts";
import { runPageStyle } from "./run-page-style.ts";
import type { Field, Scalar, ToolForm } from "./tool-form.ts";

export interface RunPage {
  readonly server: string;
  readonly serverTitle: string;
  readonly tool: string;
  readonly title: string;
  readonly description: string;
  readonly effect: Effect;
  /** Null while the tool's inputs are read. */
  readonly form: ToolForm | null;
  /** Why there is no form. */
  readonly failure: string | null;
}

/** `script` is the address of media/run-page.js, which pages/run-page.ts becomes. */
export type RunPageFrame = Pick<HtmlPage, "nonce" | "language" | "script">;

export function runPageHtml(page: RunPage, frame: RunPageFrame): string {
  const { serverTitle, server, tool, title, description, effect } = page;
  return htmlPage(
    { ...frame, title, style: runPageStyle },
    `<h1>${visible(title)} <code>${visible(`${server}/${tool}`)}</code></h1>
<p class="quiet"><span class="badge ${effect}">${visible(formatEffect(effect, editorText))}</span> ${visible(serverTitle)}</p>
<p class="quiet">${visible(description, "block")}</p>
${bodyHtml(page)}`,
  );
}

function bodyHtml({ form, failure }: RunPage): string {
  if (failure !== null)
    return `<p id="status" class="failed" role="alert">${visible(failure)}</p>
<div class="buttons"><button type="button" class="primary" data-do="reload">${text(l10n.t("Try Again"))}</button></div>`;
  if (form === null)
    return `<p id="status" class="busy" role="status">${text(l10n.t("Reading the tool's inputs…"))}</p>`;
  const fields = form.kind === "whole" ? [form.field] : form.fields;
  return `<form novalidate>
${fields.length === 0 ? `<p class="quiet">${text(l10n.t("This tool takes no inputs."))}</p>` : fields.map(fieldHtml).join("\n")}
<div class="buttons">
<button type="submit" class="primary" data-do="run" title="${text(l10n.t("Ctrl+Enter"))}">${text(l10n.t("Run"))}</button>
<button type="button" data-do="cancel" hidden>${text(l10n.t("Cancel"))}</button>
<button type="button" data-do="review" hidden>${text(l10n.t("Open Request"))}</button>
<span class="grow"></span>
<label for="history" hidden>${text(l10n.t("Earlier inputs"))}</label>
<select id="history" hidden></select>
</div>
</form>
<p id="status" role="status"></p>
<section id="result" aria-label="${text(l10n.t("Result"))}" tabindex="-1"></section>`;
}

function fieldHtml({ id, name, description, required, initial, control }: Field): string {
  const label = name === "" ? l10n.t("Arguments") : name;
  const kind = `<span class="kind">${text(kindOf(control))}${required ? "" : ` · ${text(l10n.t("optional"))}`}</span>`;
  const hint = description === "" ? "" : `<p class="hint" id="${id}-hint">${visible(description, "block")}</p>`;
  if (control.kind === "group")
    return `<fieldset><legend>${visible(label)} ${kind}</legend>${hint}${control.fields.map(fieldHtml).join("")}</fieldset>`;
  const common = `id="${id}" name="${id}" aria-describedby="${hint === "" ? "" : `${id}-hint `}${id}-error"${required ? ' aria-required="true"' : ""}`;
  return `<div class="field"><label for="${id}">${visible(label)} ${kind}</label>${hint}${controlHtml(control, common, initial, required)}
<p class="error" id="${id}-error" role="alert"></p></div>`;
}

function controlHtml(
  control: Exclude<Field["control"], { kind: "group" }>,
  common: string,
  initial: string,
  required: boolean,
): string {
  switch (control.kind) {
    case "text":
      return `<input type="text" ${common} value="${attribute(initial)}" autocomplete="off" spellcheck="false">`;
    case "number":
    case "integer":
      return `<input type="text" class="number" inputmode="decimal" ${common} value="${attribute(initial)}" autocomplete="off">`;
    case "lines":
    case "list":
    case "json":
      return `<textarea ${common} rows="${control.kind === "lines" ? 6 : 3}" spellcheck="false">\n${attribute(initial)}</textarea>`;
    case "boolean":
      return selectHtml(common, initial, required, [
        ["true", l10n.t("yes")],
        ["false", l10n.t("no")],
      ]);
    case "choice":
      return selectHtml(
        common,
        initial,
        required,
        control.values.map((value, at) => [String(at), choiceText(value)]),
      );
  }
}

function selectHtml(
  common: string,
  initial: string,
  required: boolean,
  choices: readonly (readonly [string, string])[],
): string {
  const none = required ? l10n.t("Choose…") : l10n.t("Not set");
  const options = [["", none] as const, ...choices].map(
    ([value, words]) =>
      `<option value="${value}"${value === initial ? " selected" : ""}>${attribute(spelledOut(words))}</option>`,
  );
  return `<select ${common}>${options.join("")}</select>`;
}

const choiceText = (value: Scalar): string =>
  typeof value === "string" && value !== "" ? value : JSON.stringify(value);

function kindOf(control: Field["control"]): string {
  switch (control.kind) {
    case "text":
    case "lines":
      return l10n.t("text");
    case "number":
      return l10n.t("number");
    case "integer":
      return l10n.t("whole number");
    case "boolean":
      return l10n.t("yes or no");
    case "choice":
      return l10n.t("one of {0}", control.values.length);
    case "list":
      return l10n.t("one value a line");
    case "group":
      return l10n.t("group");
    case "json":
      return control.types.length === 0 ? "JSON" : l10n.t("JSON: {0}", control.types.join(", "));
  }
}

/** The result below the form, which the page puts into its own document. */
export function resultHtml({ table, text: words, json, notes }: ResultView): string {
  const list =
    notes.length === 0 ? "" : `<ul class="notes">${notes.map((note) => `<li>${visible(note)}</li>`).join("")}</ul>`;
  return `<div class="buttons"><button type="button" data-do="copy">${text(l10n.t("Copy"))}</button>
<button type="button" data-do="open">${text(l10n.t("Open in Editor"))}</button></div>
${list}${table === null ? "" : tableHtml(table)}${pre(words)}${pre(json)}`;
}

const pre = (content: string | null): string =>
  content === null || content === "" ? "" : `<pre tabindex="0">${visible(content, "block")}</pre>`;

function tableHtml({ columns, rows }: Table): string {
  const head = columns.map(
    ({ name, numeric }) => `<th scope="col"${numeric ? ' class="figure"' : ""}>${visible(name)}</th>`,
  );
  const body = rows.map(
    (row) => `<tr>${row.map((cell, at) => cellHtml(cell, columns[at]?.numeric === true)).join("")}</tr>`,
  );
  return `<div class="scroll" tabindex="0" role="region" aria-label="${text(l10n.t("Rows"))}"><table><caption>${text(l10n.t("Rows"))}</caption>
<thead><tr>${head.join("")}</tr></thead><tbody>${body.join("")}</tbody></table></div>`;
}

const cellHtml = (cell: unknown, numeric: boolean): string =>
  cell === null
    ? '<td class="null">NULL</td>'
    : `<td${numeric ? ' class="figure"' : ""}>${visible(cellText(cell), "block")}</td>`;

const text = (words: string): string => visible(words);

/** A value in an attribute or a text area. Every character stays, because the person edits the value. */
const attribute = (value: string): string =>
  value.replaceAll(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
