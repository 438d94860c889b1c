/**
 * Changes: the one kind of statement that runs outside the read-only transaction, alone and committed by the engine. Its
 * query id is told before it can begin, so that nobody has to guess later how it ended.
 */
import type { Amount } from "@drawbridge/framework/plan";
import { kindOf } from "../../changes.ts";
import { SqlError } from "../../errors.ts";
import { partsOf, type RelationName } from "../../sql/object-name.ts";
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
  refuseHiddenNames(change);
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

/**
 * Throws SqlError for a change that makes a thing whose name holds "$": connectors keep such names for what they know
 * about a table ("orders$history"), and nothing else may be taken for that.
 */
function refuseHiddenNames({ verb, targets }: Change): void {
  const made = verb.startsWith("CREATE ") ? targets : verb.endsWith(" RENAME") ? targets.slice(1) : [];
  if (!made.some((name) => partsOf(name).some((part) => part.includes("$")))) return;
  throw new SqlError(
    "not-taken",
    `${verb} would make a name with a $ in it, which connectors keep for what they say about a table.`,
    "Choose a name without a $.",
  );
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
