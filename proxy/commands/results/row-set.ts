/**
 * Recognises results that are rows under named columns, for example those of a query. The terminal (rows.ts) and the
 * editor's page (extension/run) draw them, each in its own way. Pure.
 */
import { z } from "zod";

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

/** The fields that a row set contains. */
export const rowFields: ReadonlySet<string> = new Set(Object.keys(Rows.shape));

export interface RowSet extends z.infer<typeof Rows> {
  /** Whether every cell of a column is a number, for each column. Numbers are aligned right. */
  readonly numeric: readonly boolean[];
}

/** Null if `fields` has another shape. Every row of a row set has a cell for each column. */
export function rowSetOf(fields: unknown): RowSet | null {
  const rowSet = Rows.safeParse(fields).data;
  if (rowSet === undefined || rowSet.rows.some((row) => row.length !== rowSet.columns.length)) return null;
  const numeric = rowSet.columns.map((_, at) => {
    const cells = rowSet.rows.map((row) => row[at]).filter((cell) => cell !== null);
    return cells.length > 0 && cells.every(isNumber);
  });
  return { ...rowSet, numeric };
}

/** DuckDB and Presto write large and exact numbers as text. */
const isNumber = (cell: unknown): boolean =>
  typeof cell === "number" || (typeof cell === "string" && /^-?\d+(\.\d+)?$/.test(cell));
