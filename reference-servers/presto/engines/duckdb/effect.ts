/** What a change did to its rows: how many, and, where they are few, exactly which and what became of them. */
import { digestOf } from "@drawbridge/contracts/digest";
import type { DuckDBConnection, DuckDBPreparedStatement } from "@duckdb/node-api";
import type { Effect } from "../engine.ts";
import { counted } from "./stored-objects.ts";

/** Rows of an effect up to which it is compared row by row. */
export const maxComparedEffect = 10_000;

/** Statements that can give back the rows they change. */
const returning: ReadonlyMap<string, string> = new Map([
  ["INSERT", "RETURNING *"],
  ["UPDATE", "RETURNING *"],
  ["DELETE", "RETURNING *"],
  ["MERGE", "RETURNING merge_action, *"],
]);

export const tellsItsRows = (verb: string): boolean => returning.has(verb);

/** Makes the change and counts its rows. CREATE TABLE AS tells them as a result, the others as a count. */
export async function countOf(prepared: DuckDBPreparedStatement): Promise<Effect> {
  const result = await prepared.runAndReadAll();
  if (result.rowsChanged > 0) return { rows: result.rowsChanged, digest: null };
  const [first] = result.columnNames()[0] === "Count" ? result.getRowsJson() : [];
  return { rows: Number(first?.[0] ?? 0), digest: null };
}

/** Makes the change of `verb` (see tellsItsRows) and compares its rows. They are held in memory: for small effects. */
export async function rowsOf(connection: DuckDBConnection, verb: string, sql: string): Promise<Effect> {
  // On a line of its own: the statement may end in a comment.
  const rows = (await connection.runAndReadAll(`${sql}\n${returning.get(verb)}`)).getRowsJson();
  return { rows: rows.length, digest: digestOf(rows.map(digestOf).toSorted()) };
}

export const effectInWords = ({ rows, digest }: Effect): string =>
  `exactly ${counted(rows)}, ${digest === null ? "counted and not compared one by one" : "compared whole"}`;

export const effectVersion = ({ rows, digest }: Effect): string => `${rows} ${digest ?? "counted"}`;

export const sameEffect = (one: Effect, other: Effect): boolean => effectVersion(one) === effectVersion(other);
