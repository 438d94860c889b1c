/** Results that are rows under named columns, for example those of a query. Pure. */
import { spelledOut } from "@drawbridge/contracts/visible-text";
import { z } from "zod";
import { type Column, grid } from "./grid.ts";
import { inline } from "./value.ts";

const Rows = z.looseObject({
  columns: z.array(z.looseObject({ name: z.string() })).min(1),
  rows: z.array(z.array(z.unknown())),
  /** The index of the first row shown, from 0. */
  offset: z.number().default(0),
  /** The number of rows that were read so far. */
  row_count: z.number().optional(),
  status: z.string().optional(),
  /** The id of a query that still runs, or that has more rows. */
  query_id: z.string().optional(),
});

/** The fields that the text of `formatRows` contains. */
export const rowFields: ReadonlySet<string> = new Set(Object.keys(Rows.shape));

export interface FormattedRows {
  readonly text: string;
  readonly notes: readonly string[];
}

/** The table, the number of its rows, and how to read on; null if `fields` has another shape. */
export function formatRows(fields: unknown, width: number): FormattedRows | null {
  const found = Rows.safeParse(fields).data;
  if (found === undefined || found.rows.some((row) => row.length !== found.columns.length)) return null;
  const columns = found.columns.map(({ name }, at): Column => {
    const cells = found.rows.map((row) => row[at]).filter((cell) => cell !== null);
    return { heading: spelledOut(name), align: cells.length > 0 && cells.every(isNumber) ? "right" : "left" };
  });
  const { text, cut } = grid(
    columns,
    found.rows.map((row) => row.map(inline)),
    width,
  );
  return { text: `${text}\n\n${countOf(found)}`, notes: [...(cut ? [cutCells] : []), ...goOn(found)] };
}

const cutCells = "Cells that end with … are cut to this terminal's width. A wider terminal or --json shows them whole.";

/** DuckDB and Presto write large and exact numbers as text. */
const isNumber = (cell: unknown): boolean =>
  typeof cell === "number" || (typeof cell === "string" && /^-?\d+(\.\d+)?$/.test(cell));

function countOf({ rows, offset, row_count: read = offset + rows.length }: z.infer<typeof Rows>): string {
  if (offset === 0 && rows.length === read) return `${amount(read)} ${read === 1 ? "row" : "rows"}.`;
  if (rows.length === 0) return `No row from ${amount(offset + 1)} on, of ${amount(read)} read.`;
  if (rows.length === 1) return `Row ${amount(offset + 1)} of ${amount(read)} read.`;
  return `Rows ${amount(offset + 1)} to ${amount(offset + rows.length)} of ${amount(read)} read.`;
}

function goOn({ status, query_id: id, offset, rows }: z.infer<typeof Rows>): string[] {
  if (status === "cancelled") return ["The query was cancelled: there may be more rows."];
  if (status !== "running") return [];
  const more =
    id === undefined ? "" : ` Call query_result with query_id ${inline(id)} and offset ${offset + rows.length}.`;
  return [`The query still runs.${more}`];
}

const amount = (value: number): string => value.toLocaleString("en-US");
