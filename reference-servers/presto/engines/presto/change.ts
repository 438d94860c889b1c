/**
 * Changes: the one kind of statement that runs outside the read-only transaction, alone and committed by the engine. Its
 * query id is told before it can begin, so that nobody has to guess later how it ended.
 */
import type { Amount } from "@drawbridge/framework/plan";
import { kindOf } from "../../changes.ts";
import { SqlError } from "../../errors.ts";
import type { RelationName } from "../../sql/object-name.ts";
import type { Change } from "../../sql/verdict.ts";
import type { Estimate, Making } from "../engine.ts";
import { pagesOf, type Statement } from "./statement.ts";
import type { Wire } from "./wire.ts";

/** What planning asks of the engine, none of which changes anything. */
interface Questions {
  /** By EXPLAIN, which the engine answers for statements that move rows. */
  estimate(): Promise<Estimate>;
  /** By EXPLAIN (TYPE VALIDATE): throws SqlError where the statement is not valid. */
  validate(): Promise<unknown>;
  rowsOf(table: RelationName): Promise<Amount>;
}

export async function planChange(change: Change, engine: Questions): Promise<Estimate> {
  const { movesRows } = kindOf(change);
  if (!movesRows) {
    await engine.validate();
    return { tables: [], objects: [], rows: 0, bytes: 0 };
  }
  if (!/^(DROP|TRUNCATE|ALTER|REFRESH|ANALYZE)/.test(change.verb)) return engine.estimate();
  await engine.validate();
  const [target] = change.targets;
  const whole = change.verb === "DROP TABLE" || change.verb === "TRUNCATE TABLE";
  const rows = whole && target?.kind === "table" ? await engine.rowsOf(target) : "unknown";
  return { tables: [], objects: [], rows, bytes: "unknown" };
}

/** Runs the statement to its end. Throws SqlError; whether it ran all the same, its query id tells (Engine.outcomeOf). */
export async function makeChange(
  wire: Wire,
  statement: Statement,
  { begins, signal }: Making,
): Promise<{ rows: Amount }> {
  let rows: Amount = "unknown";
  let begun = false;
  for await (const page of pagesOf(wire, { ...statement, neverStartToEnd: true }, signal)) {
    // The first page is the answer to the POST; nothing runs before the second is asked for.
    if (!begun) await begins(page.id);
    begun = true;
    rows = page.updated ?? rows;
  }
  if (!begun)
    throw new SqlError("engine-failed", "The engine took no statement.", "Try once more.", { mayHaveRun: false });
  return { rows };
}
