/** Reads the tables of AsciiDoc, whose cells may be in one line or each in a line of its own. Pure. */
import type { Block } from "./block.ts";

/** `attributes` describes the table, as `[cols="1,2",options="header"]`. */
export function asciidocTable(body: readonly string[], attributes: string): readonly Block[] {
  const first = body.findIndex((line) => line !== "");
  if (first === -1) return [];
  const lines = body.slice(first);
  const isHeader = /header/.test(attributes) || (lines[1] === "" && lines.length > 2);
  const columns = columnsOf(attributes) ?? cellsIn(lines[0] ?? "");
  const rows: string[] = [];
  let row = "";
  let cells = 0;
  for (const line of lines) {
    if (line === "") continue;
    const more = cellsIn(line);
    if (cells + more > columns && row !== "") {
      rows.push(row);
      row = "";
      cells = 0;
    }
    row += row === "" ? line : ` ${line}`;
    cells += more;
  }
  if (row !== "") rows.push(row);
  return [{ kind: "table", header: isHeader ? (rows[0] ?? "") : "", rows: rows.slice(isHeader ? 1 : 0) }];
}

const cellsIn = (line: string): number => [...line.matchAll(/(?<!\\)\|/g)].length;

/** `cols="1,2"`, `cols="3*"` or `cols=2*`; null if the attributes do not say how many columns there are. */
function columnsOf(attributes: string): number | null {
  const [, quoted, bare] = /cols=(?:"([^"]{0,500})"|([^\s,\]]{1,20}))/.exec(attributes) ?? [];
  const columns = quoted ?? bare;
  if (columns === undefined) return null;
  const count = columns.split(/[,;]/).reduce((sum, each) => sum + (Number(/^\s*(\d+)\*/.exec(each)?.[1]) || 1), 0);
  return count > 0 && count <= 100 ? count : null;
}
