/** Refuses changes that read the engine's own catalogue and state, because no approval can be bound to these. */
import type { DuckDBConnection } from "@duckdb/node-api";
import { SqlError } from "../../../errors.ts";
import { operators, type PlanNode } from "../price/query-plan.ts";

const everyTableFunction = `SELECT DISTINCT upper(function_name) FROM duckdb_functions() WHERE function_type = 'table'`;

/**
 * Table functions that build rows from their arguments alone, and those that read tables, which the approval is bound
 * to.
 */
const allowedFunctions: ReadonlySet<string> = new Set([
  ...["RANGE", "GENERATE_SERIES", "UNNEST", "REPEAT", "REPEAT_ROW"],
  ...["SEQ_SCAN", "INDEX_SCAN"],
]);

/**
 * Throws SqlError for a change whose rows depend on the catalogue (duckdb_tables, information_schema, pg_catalog),
 * which is no table and has no version to compare. `plan` is the plan before the optimizer, which has the real names of
 * table functions.
 */
export async function refuseCatalogueReads(connection: DuckDBConnection, plan: readonly PlanNode[]): Promise<void> {
  const functions = new Set((await connection.runAndReadAll(everyTableFunction)).getRowsJson().map(([name]) => name));
  const read = [...operators(plan)].find(({ name }) => functions.has(name) && !allowedFunctions.has(name));
  if (read === undefined) return;
  throw new SqlError(
    "denied-by-engine",
    `A change may not read ${read.name.toLowerCase()}: an approval cannot be bound to the contents of the engine's own catalogue.`,
    "Read it with query first, and write the values into the statement.",
  );
}
