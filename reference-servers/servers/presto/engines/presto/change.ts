/**
 * Runs changes, the only statements outside the read-only transaction; the engine commits each one by itself. The
 * caller gets the query id before the change can start, so that its outcome can be found later.
 */
import type { Amount } from "@drawbridge/framework";
import { kindOf } from "../../change-kinds.ts";
import { SqlError } from "../../errors.ts";
import { partsOf, type RelationName } from "../../sql/object-name.ts";
import type { Change } from "../../sql/verdict.ts";
import type { ChangeRun, Estimate } from "../engine.ts";
import type { EngineHttp } from "./engine-http.ts";
import { pagesOf, type Statement } from "./statement.ts";

/** The queries of planning; none of them changes anything. */
interface Questions {
  /** Uses EXPLAIN, which the engine supports for statements that move rows. */
  estimate(): Promise<Estimate>;
  /** Uses EXPLAIN (TYPE VALIDATE). Throws SqlError if the statement is invalid. */
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
  const affectsAllRows = change.verb === "DROP TABLE" || change.verb === "TRUNCATE TABLE";
  const rows = affectsAllRows && target?.kind === "table" ? await engine.rowsOf(target) : "unknown";
  return { tables: [], objects: [], rows, bytes: "unknown" };
}

/**
 * Throws SqlError for a change that creates an object with "$" in its name. Connectors reserve such names for metadata
 * of a table ("orders$history"), and another object must not be confused with it.
 */
function refuseHiddenNames({ verb, targets }: Change): void {
  const newNames = verb.startsWith("CREATE ") ? targets : verb.endsWith(" RENAME") ? targets.slice(1) : [];
  if (!newNames.some((name) => partsOf(name).some((part) => part.includes("$")))) return;
  throw new SqlError(
    "not-taken",
    `${verb} would create a name with a $, which connectors reserve for the metadata of a table.`,
    "Choose a name without a $.",
  );
}

/** Runs the statement to its end. After a SqlError, Engine.outcomeOf finds by the query id whether it ran. */
export async function makeChange(
  http: EngineHttp,
  statement: Statement,
  { begins, signal }: ChangeRun,
): Promise<{ rows: Amount }> {
  let rows: Amount = "unknown";
  let hasBegun = false;
  for await (const page of pagesOf(http, { ...statement, neverStartToEnd: true }, signal)) {
    // The first page is the answer to the POST; nothing runs before the second page is requested.
    if (!hasBegun) await begins(page.id);
    hasBegun = true;
    rows = page.updated ?? rows;
  }
  if (!hasBegun)
    throw new SqlError("engine-failed", "The engine did not accept the statement.", "Try once more.", {
      mayHaveRun: false,
    });
  return { rows };
}
