/** The four kinds of tables of reStructuredText. Pure. */
import type { Block } from "./block.ts";
import { indentedAfter, indentOf } from "./indentation.ts";

interface Part {
  readonly blocks: readonly Block[];
  readonly end: number;
}

/** A table drawn with "+", "-" and "|". A line of "=" ends its header. */
export function gridTable(lines: readonly string[], at: number): Part | null {
  if (!/^\s*\+[-=+]*\+\s*$/.test(lines[at] ?? "")) return null;
  let end = at;
  while (/^\s*[+|]/.test(lines[end] ?? "")) end += 1;
  const drawn = lines.slice(at, end).map((line) => line.trim());
  const body = drawn.findIndex((line) => /^\+[=+]+\+$/.test(line)) + 1;
  const rows: string[] = [];
  let row: string[] = [];
  for (const line of drawn.slice(body)) {
    row.push(line);
    if (!/^\+[-=+]*\+$/.test(line) || row.length < 2) continue;
    rows.push(row.join("\n"));
    row = [];
  }
  return {
    blocks: tableOf(drawn.slice(0, body).join("\n"), [...rows, ...(row.length === 0 ? [] : [row.join("\n")])]),
    end,
  };
}

/** A table between lines of "=". If there are three such lines, the header is between the first two. */
export function simpleTable(lines: readonly string[], at: number): Part | null {
  const isBorder = (line: number): boolean => /^\s*=+(?:\s+=+)+\s*$/.test(lines[line] ?? "");
  if (!isBorder(at)) return null;
  const next = (from: number): number => {
    let line = from + 1;
    while (line < lines.length && !isBorder(line)) line += 1;
    return line;
  };
  const second = next(at);
  const isLast = second + 1 >= lines.length || lines[second + 1]?.trim() === "";
  const last = isLast ? second : next(second);
  if (last >= lines.length) return null;
  const rows: string[] = [];
  const indent = indentOf(lines[at] ?? "");
  for (const line of lines.slice((isLast ? at : second) + 1, last)) {
    if (line.trim() === "") continue;
    // A line without text in its first column continues the row above.
    if (indentOf(line) > indent && rows.length > 0) rows.push(`${rows.pop() ?? ""}\n${line.trimEnd()}`);
    else rows.push(line.trimEnd());
  }
  return { blocks: tableOf(isLast ? "" : lines.slice(at, second + 1).join("\n"), rows), end: last + 1 };
}

/** csv-table: each line is a row. */
export const valuesTable = (header: string | undefined, body: readonly string[]): readonly Block[] =>
  tableOf(
    header ?? "",
    body.filter((line) => line.trim() !== ""),
  );

/** list-table: each item of the outer list is a row, each item of the inner list one of its cells. */
export function listTable(headerRows: number, body: readonly string[]): readonly Block[] {
  const rows: string[] = [];
  for (let at = 0; at < body.length; ) {
    const end = indentedAfter(body, at, 0);
    const cells = body.slice(at, end).map((line) => line.replace(/^\s*(?:\* )?\s*-(?:\s|$)/, "| ").trim());
    if (cells.some((cell) => cell !== "")) rows.push(cells.filter((cell) => cell !== "").join(" "));
    at = end;
  }
  return tableOf(rows.slice(0, headerRows).join("\n"), rows.slice(headerRows));
}

const tableOf = (header: string, rows: readonly string[]): readonly Block[] =>
  header === "" && rows.length === 0 ? [] : [{ kind: "table", header, rows }];
