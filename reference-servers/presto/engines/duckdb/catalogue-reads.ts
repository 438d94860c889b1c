/** Changes that read what nobody can bind: the engine's own catalogue and state. */
import type { DuckDBConnection } from "@duckdb/node-api";
import { SqlError } from "../../errors.ts";
import { operators, type PlanNode } from "./query-plan.ts";

const everyTableFunction = `SELECT DISTINCT upper(function_name) FROM duckdb_functions() WHERE function_type = 'table'`;

/** Table functions that make their rows from their arguments alone, and those that read tables, which are bound. */
const bound: ReadonlySet<string> = new Set([
  ...["RANGE", "GENERATE_SERIES", "UNNEST", "REPEAT", "REPEAT_ROW"],
  ...["SEQ_SCAN", "INDEX_SCAN"],
]);

/**
 * Throws SqlError for a change whose rows would follow from the catalogue (duckdb_tables, information_schema, pg_catalog):
 * it is no table, so that no version of it can be compared. `plan` is the one before the optimizer, which names a table
 * function by its own name.
 */
export async function refuseCatalogueReads(connection: DuckDBConnection, plan: readonly PlanNode[]): Promise<void> {
  const functions = new Set((await connection.runAndReadAll(everyTableFunction)).getRowsJson().map(([name]) => name));
  const read = [...operators(plan)].find(({ name }) => functions.has(name) && !bound.has(name));
  if (read === undefined) return;
  throw new SqlError(
    "denied-by-engine",
    `A change may not read ${read.name.toLowerCase()}: what the engine's own catalogue says cannot be bound to an approval.`,
    "Read it with query first, and write the values into the statement.",
  );
}
