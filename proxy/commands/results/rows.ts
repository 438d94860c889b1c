/** Results that are rows under named columns, for example those of a query. Pure. */
import { spelledOut } from "@drawbridge/contracts/visible-text";
import { type Column, grid } from "./grid.ts";
import { type RowSet, rowSetOf } from "./row-set.ts";
import { inline } from "./value.ts";

export interface FormattedRows {
  readonly text: string;
  readonly notes: readonly string[];
}

/** The table, the number of its rows, and how to read on; null if `fields` has another shape. */
export function formatRows(fields: unknown, width: number): FormattedRows | null {
  const rows = rowSetOf(fields);
  if (rows === null) return null;
  const columns = rows.columns.map(
    ({ name }, at): Column => ({ heading: spelledOut(name), align: rows.numeric[at] === true ? "right" : "left" }),
  );
  const { text, cut } = grid(
    columns,
    rows.rows.map((row) => row.map(inline)),
    width,
  );
  return { text: `${text}\n\n${countOf(rows)}`, notes: [...(cut ? [cutCells] : []), ...goOn(rows)] };
}

const cutCells = "Cells that end with … are cut to this terminal's width. A wider terminal or --json shows them whole.";

function countOf({ rows, offset, row_count: read = offset + rows.length }: RowSet): string {
  if (offset === 0 && rows.length === read) return `${amount(read)} ${read === 1 ? "row" : "rows"}.`;
  if (rows.length === 0) return `No row from ${amount(offset + 1)} on, of ${amount(read)} read.`;
  if (rows.length === 1) return `Row ${amount(offset + 1)} of ${amount(read)} read.`;
  return `Rows ${amount(offset + 1)} to ${amount(offset + rows.length)} of ${amount(read)} read.`;
}

function goOn({ status, query_id: id, offset, rows }: RowSet): string[] {
  if (status === "cancelled") return ["The query was cancelled: there may be more rows."];
  if (status !== "running") return [];
  const more =
    id === undefined ? "" : ` Call query_result with query_id ${inline(id)} and offset ${offset + rows.length}.`;
  return [`The query still runs.${more}`];
}

const amount = (value: number): string => value.toLocaleString("en-US");
