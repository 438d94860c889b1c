/**
 * Formats the structured content of a tool's result for a person at a terminal: rows as a table, documents as text,
 * everything else as sections. At the end it says what was cut and what to do next. The shape of the content decides,
 * never the server's name. Pure.
 */
import { formatDocument, isDocument, nextPart } from "./documents.ts";
import { rowFields } from "./row-set.ts";
import { formatRows } from "./rows.ts";
import { formatSections } from "./sections.ts";
import { linesOf } from "./text-width.ts";
import { type Fields, inline, Truncated } from "./value.ts";

/** `width` is the number of the terminal's columns. The text has no control character except line breaks. */
export function formatResult(content: Fields, width: number): string {
  const { truncated, ...fields } = content;
  const truncation = Truncated.safeParse(truncated).data;
  const { body, notes } = bodyOf(truncation === undefined ? content : fields, width);
  const next = [...notes, ...(truncation === undefined ? [] : cutNotes(truncation))];
  return [
    body || "The result is empty.",
    ...(next.length > 0 ? [next.flatMap((note) => linesOf(note, width)).join("\n")] : []),
  ].join("\n\n");
}

function bodyOf(fields: Fields, width: number): { readonly body: string; readonly notes: readonly string[] } {
  if (isDocument(fields)) {
    const next = nextPart(fields);
    return { body: formatDocument(fields, width), notes: next === null ? [] : [`Next: ${next}`] };
  }
  const rows = formatRows(fields, width);
  if (rows === null) return { body: formatSections(fields, width), notes: [] };
  const others = Object.fromEntries(Object.entries(fields).filter(([name]) => !rowFields.has(name)));
  const body = [rows.text, formatSections(others, width)].filter((part) => part !== "").join("\n");
  return { body, notes: rows.notes };
}

function cutNotes({ reason, shown, next }: Truncated): string[] {
  const amount = shown === undefined ? "" : ` (${shown.toLocaleString("en-US")} shown)`;
  const why = reason === undefined ? "There is more than is shown here." : inline(reason);
  return [`Cut${amount}: ${why}`, `Next: ${inline(next)}`];
}
