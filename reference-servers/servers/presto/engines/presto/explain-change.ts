/**
 * Runs EXPLAIN of a change. Presto refuses most of them in a read-only transaction, and plans them without effect outside
 * of it. Trino prepares the target while it plans (its memory connector creates the table), so there the read-only
 * transaction remains, and refuses these.
 */
import { SqlError } from "../../errors.ts";
import type { Execution } from "../engine.ts";

/**
 * The second judge of an EXPLAIN that runs outside of a read-only transaction, independent of the parser. Throws SqlError
 * "not-a-read" if the text does not start with EXPLAIN, or has the word ANALYZE anywhere, without which no EXPLAIN runs
 * its statement.
 */
export function refuseAllButPlainExplain(sql: string): void {
  const startsPlainly = /^(?:\s|--[^\r\n]*(?:[\r\n]|$)|\/\*[\s\S]*?\*\/)*EXPLAIN\b/i.test(sql);
  if (startsPlainly && !/analyze/i.test(sql)) return;
  throw new SqlError(
    "not-a-read",
    "An EXPLAIN of a change may not have the word ANALYZE anywhere.",
    "Rename what has that name in the statement, or use write_query, whose plan says what the change would do.",
  );
}

/** An execution of Trino in a read-only transaction, with an explanation where the transaction refuses it. */
export async function withPlanningRefusal(starting: Promise<Execution>): Promise<Execution> {
  const explain = (error: unknown): never => {
    throw error instanceof SqlError && error.code === "not-a-read" ? preparesTarget() : error;
  };
  const execution = await starting.catch(explain);
  return {
    ...execution,
    columns: () => execution.columns().catch(explain),
    async *batches() {
      try {
        yield* execution.batches();
      } catch (error) {
        explain(error);
      }
    },
  };
}

const preparesTarget = (): SqlError =>
  new SqlError(
    "not-a-read",
    "Trino prepares the target of this change while it plans it, so its EXPLAIN is no read.",
    "Use EXPLAIN of the query alone, or write_query, whose plan says what the change would do.",
  );
