/** The effect of a change on rows: how many, and, for few rows, a digest of them. */
import { digestOf } from "@drawbridge/contracts/digest";
import type { DuckDBConnection, DuckDBPreparedStatement } from "@duckdb/node-api";
import type { Effect } from "../../engine.ts";
import { formatCount } from "./stored-objects.ts";

/** Up to this many rows, an effect is compared row by row. */
export const maxComparedEffect = 10_000;

/** Statements that can return the rows that they change. */
const returning: ReadonlyMap<string, string> = new Map([
  ["INSERT", "RETURNING *"],
  ["UPDATE", "RETURNING *"],
  ["DELETE", "RETURNING *"],
  ["MERGE", "RETURNING merge_action, *"],
]);

export const returnsRows = (verb: string): boolean => returning.has(verb);

/**
 * Makes the change and counts its rows. CREATE TABLE AS returns the count as a result row, the others as the number of
 * changed rows.
 */
export async function countOf(prepared: DuckDBPreparedStatement): Promise<Effect> {
  const result = await prepared.runAndReadAll();
  if (result.rowsChanged > 0) return { rows: result.rowsChanged, digest: null };
  const [first] = result.columnNames()[0] === "Count" ? result.getRowsJson() : [];
  return { rows: Number(first?.[0] ?? 0), digest: null };
}

/**
 * Makes the change of `verb` (see returnsRows) and digests its rows. It holds them in memory, so use it for small
 * effects.
 */
export async function rowsOf(connection: DuckDBConnection, verb: string, sql: string): Promise<Effect> {
  // The clause is on a line of its own, because the statement may end with a comment.
  const rows = (await connection.runAndReadAll(`${sql}\n${returning.get(verb)}`)).getRowsJson();
  return { rows: rows.length, digest: digestOf(rows.map(digestOf).toSorted()) };
}

export const formatEffect = ({ rows, digest }: Effect): string =>
  `exactly ${formatCount(rows)}, ${digest === null ? "counted and not compared one by one" : "compared whole"}`;

export const effectVersion = ({ rows, digest }: Effect): string => `${rows} ${digest ?? "counted"}`;

export const sameEffect = (one: Effect, other: Effect): boolean => effectVersion(one) === effectVersion(other);
