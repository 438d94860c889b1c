/**
 * The second judge of reads, in addition to the read-only connection: it checks a statement with the engine before it
 * runs. It does not rely on the first judge. It accepts one SELECT whose plan calls only table functions that read
 * nothing or describe the tables. Other table functions of DuckDB read settings, paths or other users' statements
 * (`duckdb_logs`), or change the engine (`enable_logging`), and a SELECT can call all of them.
 */
import { type DuckDBConnection, type DuckDBPreparedStatement, StatementType } from "@duckdb/node-api";
import { SqlError } from "../../errors.ts";
import { readEngineError } from "./engine-error.ts";
import { calledFunction, operators, type PlanNode, readPlan } from "./price/query-plan.ts";

export interface PreparedRead {
  readonly prepared: DuckDBPreparedStatement;
  readonly plan: readonly PlanNode[];
}

const harmless = new Set([
  "RANGE",
  "GENERATE_SERIES",
  "UNNEST",
  "DUCKDB_TABLES",
  "DUCKDB_VIEWS",
  "DUCKDB_COLUMNS",
  "DUCKDB_SCHEMAS",
  "DUCKDB_CONSTRAINTS",
]);

/** Judges and plans `sql` without running it. Throws SqlError. */
export async function prepareRead(connection: DuckDBConnection, sql: string): Promise<PreparedRead> {
  try {
    const prepared = await prepareOne(connection, sql);
    const plan = await explain(connection, sql);
    refuseForeignFunctions(plan);
    return { prepared, plan };
  } catch (error) {
    throw readEngineError(error, sql);
  }
}

async function prepareOne(connection: DuckDBConnection, sql: string): Promise<DuckDBPreparedStatement> {
  const statements = await connection.extractStatements(sql);
  if (statements.count !== 1) {
    throw new SqlError("not-a-read", `${statements.count} statements were sent.`, "Send one statement.");
  }
  const prepared = await statements.prepare(0);
  if (prepared.statementType !== StatementType.SELECT) {
    throw new SqlError(
      "not-a-read",
      `The embedded engine runs only queries, not ${StatementType[prepared.statementType]}.`,
      "Send one SELECT; explain_query explains one.",
    );
  }
  if (prepared.parameterCount > 0) {
    throw new SqlError("invalid-sql", "The statement has parameters.", "Write the values into the statement.");
  }
  return prepared;
}

/** The plan, from a separate EXPLAIN statement; the judged statement itself runs unchanged. */
export const explain = async (connection: DuckDBConnection, sql: string): Promise<readonly PlanNode[]> =>
  (await explainAll(connection, sql)).get("physical_plan") ?? [];

/** All plans that EXPLAIN returns, by name: "physical_plan", and others that the connection's settings add. */
export async function explainAll(
  connection: DuckDBConnection,
  sql: string,
): Promise<ReadonlyMap<string, readonly PlanNode[]>> {
  const reader = await connection.runAndReadAll(`EXPLAIN (FORMAT JSON) ${sql}`);
  return new Map(
    reader.getRowsJson().map(([name, text]) => [String(name), readPlan(typeof text === "string" ? text : "[]")]),
  );
}

/** Throws SqlError for a plan that calls a table function that is not on the list of harmless ones. */
export function refuseForeignFunctions(plan: readonly PlanNode[]): void {
  for (const node of operators(plan)) {
    const name = calledFunction(node);
    if (name !== null && !harmless.has(name)) {
      throw new SqlError(
        "denied-by-engine",
        `The embedded engine does not allow ${name.toLowerCase()} in a query.`,
        "Query the warehouse's own tables; find_tables lists them.",
      );
    }
  }
}
