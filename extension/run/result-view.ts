/**
 * What the page shows of a tool's result: a table, text or JSON, and what was cut. The shape of the result decides, never
 * the server's name. Pure.
 */
import { visibleJson } from "@drawbridge/contracts/visible-text";
import * as l10n from "@vscode/l10n";
import type { CallResult } from "../../proxy/client/call-result.ts";
import { type RowSet, rowFields, rowSetOf } from "../../proxy/commands/results/row-set.ts";
import { type Fields, isFields, Truncated } from "../../proxy/commands/results/value.ts";
import { editorText } from "../editor-text.ts";

export interface Table {
  readonly columns: readonly { readonly name: string; readonly numeric: boolean }[];
  readonly rows: readonly (readonly unknown[])[];
}

export interface ResultView {
  readonly failed: boolean;
  /** One sentence, which a screen reader reads out when the result comes. */
  readonly summary: string;
  readonly table: Table | null;
  /** Text of the server, as it is. */
  readonly text: string | null;
  /** JSON, indented, with invisible characters escaped. */
  readonly json: string | null;
  /** What is missing, and how to get it. */
  readonly notes: readonly string[];
  /** What "Copy" copies: tab-separated rows, or the text, or the JSON. */
  readonly copied: string;
  /** What "Open in Editor" opens. */
  readonly document: { readonly language: "json" | "plaintext"; readonly content: string };
}

/** How many rows and characters the page draws. "Open in Editor" has all of them. */
const maxDrawnRows = 1_000;
const maxDrawnText = 200_000;

export function resultView(result: CallResult): ResultView {
  const { content, structuredContent: structured, isError: failed } = result;
  const text = textOf(result);
  if (result.resultType === "input_required")
    return view({
      failed: true,
      summary: l10n.t(
        "The tool asks for something before it runs, which this page cannot answer. Call it from an agent.",
      ),
      content: l10n.t("Nothing has run."),
    });
  if (failed) return view({ failed, summary: l10n.t("The tool reported an error."), content: text });
  if (!isFields(structured)) {
    const parsed = content.length === 1 ? parsedJson(text) : undefined;
    if (parsed === undefined) return view({ failed, summary: l10n.t("The tool answered with text."), content: text });
    return json(parsed, { summary: l10n.t("The tool answered with JSON."), notes: [] });
  }
  const { truncated, ...fields } = structured;
  const cut = Truncated.safeParse(truncated).data;
  const notes = cut === undefined ? [] : cutNotes(cut);
  const rows = rowSetOf(structured);
  if (rows !== null) return tableView(rows, structured, notes);
  const visibleFields = cut === undefined ? structured : fields;
  if (typeof visibleFields.text === "string" && typeof visibleFields.title === "string")
    return {
      ...view({
        failed,
        summary: l10n.t("The tool answered with a document."),
        content: `${visibleFields.title}\n\n${visibleFields.text}`,
      }),
      json: visibleJson(pretty(Object.fromEntries(Object.entries(visibleFields).filter(([name]) => name !== "text")))),
      notes,
    };
  return json(visibleFields, { summary: l10n.t("The tool answered with JSON."), notes });
}

function tableView(rows: RowSet, structured: Fields, notes: readonly string[]): ResultView {
  const others = Object.fromEntries(
    Object.entries(structured).filter(([name]) => !rowFields.has(name) && name !== "truncated"),
  );
  const drawn = rows.rows.slice(0, maxDrawnRows);
  const columns = rows.columns.map(({ name }, at) => ({ name, numeric: rows.numeric[at] === true }));
  const undrawn =
    drawn.length < rows.rows.length
      ? [l10n.t("The page shows the first {0} rows. “Open in Editor” shows all of them.", amount(drawn.length))]
      : [];
  return {
    failed: false,
    summary: countOf(rows),
    table: { columns, rows: drawn },
    text: null,
    json: Object.keys(others).length === 0 ? null : visibleJson(pretty(others)),
    notes: [...undrawn, ...goOn(rows), ...notes],
    copied: [columns.map(({ name }) => name), ...rows.rows].map((row) => row.map(tabCell).join("\t")).join("\n"),
    document: { language: "json", content: visibleJson(pretty(structured)) },
  };
}

function countOf({ rows, offset, row_count: read = offset + rows.length }: RowSet): string {
  if (rows.length === 0) return l10n.t("No rows.");
  if (offset === 0 && rows.length === read) return read === 1 ? l10n.t("1 row.") : l10n.t("{0} rows.", amount(read));
  return l10n.t("Rows {0} to {1} of {2} read.", amount(offset + 1), amount(offset + rows.length), amount(read));
}

function goOn({ status, query_id: id, offset, rows }: RowSet): readonly string[] {
  if (status === "cancelled") return [l10n.t("The query was cancelled: there may be more rows.")];
  if (status !== "running") return [];
  if (id === undefined) return [l10n.t("The query still runs.")];
  return [
    l10n.t(
      "The query still runs. To read on, run query_result with query_id {0} and offset {1}.",
      id,
      offset + rows.length,
    ),
  ];
}

function cutNotes({ reason, shown, next }: Truncated): readonly string[] {
  const why = reason ?? l10n.t("There is more than is shown here.");
  return [
    shown === undefined ? l10n.t("Cut: {0}", why) : l10n.t("Cut ({0} shown): {1}", amount(shown), why),
    l10n.t("Next: {0}", next),
  ];
}

const view = ({ failed, summary, content }: { failed: boolean; summary: string; content: string }): ResultView => ({
  failed,
  summary,
  table: null,
  text: drawn(content),
  json: null,
  notes: cutText(content),
  copied: content,
  document: { language: "plaintext", content },
});

function json(value: unknown, { summary, notes }: Pick<ResultView, "summary" | "notes">): ResultView {
  const content = visibleJson(pretty(value));
  return {
    failed: false,
    summary,
    table: null,
    text: null,
    json: drawn(content),
    notes: [...cutText(content), ...notes],
    copied: content,
    document: { language: "json", content },
  };
}

const drawn = (content: string): string =>
  content.length > maxDrawnText ? content.slice(0, maxDrawnText).toWellFormed() : content;
const cutText = (content: string): readonly string[] =>
  content.length > maxDrawnText
    ? [l10n.t("The page shows the first {0} characters. “Open in Editor” shows all of them.", amount(maxDrawnText))]
    : [];

/** All text blocks. A block of another type, for example an image, is named. */
export const textOf = ({ content }: CallResult): string =>
  content
    .map(({ type, text }) => text ?? l10n.t("(a part of type {0}, which the page cannot show)", type))
    .join("\n\n");

/** A cell on one line and without tabs, because a table program splits there. */
function tabCell(cell: unknown): string {
  const text = cellText(cell);
  return text.replaceAll(/[\t\r\n]+/g, " ");
}

/** A cell as text; an object or a list as JSON. */
export function cellText(cell: unknown): string {
  if (cell === null || cell === undefined) return "";
  return typeof cell === "object" ? JSON.stringify(cell) : String(cell);
}

const pretty = (value: unknown): string => JSON.stringify(value, null, 2);

function parsedJson(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}

const amount = (value: number): string => editorText.number(value);
