/**
 * The engine's own judgement of a statement, before it runs: the second judge, next to the read-only connection.
 * It trusts nothing of the first: one statement, of kind SELECT, whose plan calls no table function but those that
 * make rows of their own or describe the tables. DuckDB has others that read settings, paths or other users'
 * statements (`duckdb_logs`), and some that change the engine (`enable_logging`); all are callable from a SELECT.
 */
import { type DuckDBConnection, type DuckDBPreparedStatement, StatementType } from "@duckdb/node-api";
import { SqlError } from "../../errors.ts";
import { readEngineError } from "./engine-error.ts";
import { calledFunction, operators, type PlanNode, readPlan } from "./query-plan.ts";

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
      `The embedded engine runs queries only, not ${StatementType[prepared.statementType]}.`,
      "Send one SELECT; explain_query explains one.",
    );
  }
  if (prepared.parameterCount > 0) {
    throw new SqlError("invalid-sql", "The statement has parameters.", "Write the values into the statement.");
  }
  return prepared;
}

/** The plan, by a statement of its own: the one that is judged is run as it was sent. */
export const explain = async (connection: DuckDBConnection, sql: string): Promise<readonly PlanNode[]> =>
  (await explained(connection, sql)).get("physical_plan") ?? [];

/** Every plan that DuckDB tells of, by its name: "physical_plan", and what else the connection is set to tell. */
export async function explained(
  connection: DuckDBConnection,
  sql: string,
): Promise<ReadonlyMap<string, readonly PlanNode[]>> {
  const reader = await connection.runAndReadAll(`EXPLAIN (FORMAT JSON) ${sql}`);
  return new Map(
    reader.getRowsJson().map(([name, text]) => [String(name), readPlan(typeof text === "string" ? text : "[]")]),
  );
}

/** Throws SqlError for a plan that calls a table function which is not known to be harmless. */
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
