/** Tries a change on the copy and rolls it back, to know its effect before a person is asked. */
import type { Amount, Basis } from "@drawbridge/framework";
import type { DuckDBConnection, DuckDBPreparedStatement } from "@duckdb/node-api";
import { formatName } from "../../../sql/object-name.ts";
import type { Change } from "../../../sql/verdict.ts";
import type { Effect, PlannedChange } from "../../engine.ts";
import { interruptible } from "../interruptible.ts";
import type { Dependencies } from "./basis.ts";
import { countOf, effectVersion, formatEffect, maxComparedEffect, returnsRows, rowsOf, sameEffect } from "./effect.ts";

/** Limits of a trial: bytes that the change reads, and time (ms). */
const trial = { bytes: 2 ** 30, ms: 1_500 } as const;

/** True if the change reads too many bytes to be tried. If these are unknown, the time limit decides. */
export const isCostly = (bytes: Amount): boolean => Number(bytes) > trial.bytes;

export interface TrialResult extends Effect {
  /** True if it writes the same rows each time. */
  readonly isSteady: boolean;
}

/**
 * Makes the change and rolls it back, to learn the number of rows and whether the engine accepts it. A change of few
 * rows is made a second time to digest them, and a third time if it is `volatile`. Returns null if that takes too long.
 */
export async function tryChange(
  connection: DuckDBConnection,
  prepared: DuckDBPreparedStatement,
  { verb, sql }: Change,
  volatile: boolean,
): Promise<TrialResult | null> {
  let result: TrialResult | null = null;
  const within = await limited(async (signal) => {
    result = { ...(await rolledBack(connection, signal, () => countOf(prepared))), isSteady: !volatile };
    if (!returnsRows(verb) || result.rows > maxComparedEffect) return result;
    const changedRows = await rolledBack(connection, signal, () => rowsOf(connection, verb, sql));
    if (!volatile) return { ...changedRows, isSteady: true };
    const again = await rolledBack(connection, signal, () => rowsOf(connection, verb, sql));
    if (sameEffect(changedRows, again)) return { ...changedRows, isSteady: true };
    return changedRows.rows === again.rows ? result : null;
  });
  return within === timedOut ? result : within;
}

/** The result of `limited` if the time of a trial was over. */
export const timedOut = Symbol("the time of a trial is over");

/** Runs `work` with a signal that aborts after the time that a trial may take. */
export async function limited<Result>(
  work: (signal: AbortSignal) => Promise<Result>,
): Promise<Result | typeof timedOut> {
  const signal = AbortSignal.timeout(trial.ms);
  try {
    return await work(signal);
  } catch (error) {
    if (!signal.aborted) throw error;
    return timedOut;
  }
}

/** Runs `work` in a transaction that is rolled back. Only `work` is interrupted, because a rollback has to be whole. */
export async function rolledBack<Result>(
  connection: DuckDBConnection,
  signal: AbortSignal,
  work: () => Promise<Result>,
): Promise<Result> {
  await connection.run("BEGIN TRANSACTION");
  try {
    return await interruptible(connection, signal, work);
  } finally {
    await connection.run("ROLLBACK");
  }
}

/** The dependencies of the change, plus its effect if a trial showed that it is the same each time. */
export function withEffect(
  { verb, targets }: Change,
  { basis, volatile, ordered }: Dependencies,
  tried: TrialResult | null,
): Pick<PlannedChange, "basis" | "effect"> {
  if (!returnsRows(verb) && verb !== "CREATE TABLE AS") return { basis, effect: null };
  const isSteady = tried?.isSteady ?? !volatile;
  const unheld = [...basis.unheld];
  if (!isSteady) unheld.push(verb === "INSERT" || !returnsRows(verb) ? newValues : newRows);
  if (ordered && (tried?.digest ?? null) === null) unheld.push(byOrder);
  if (tried === null || (!isSteady && !returnsRows(verb))) return { basis: { ...basis, unheld }, effect: null };
  const effect = { rows: tried.rows, digest: tried.digest };
  const object = targets.map(formatName).join(", ");
  const binding = { object, role: "effect", version: effectVersion(effect), says: formatEffect(effect) } as const;
  return { basis: { bindings: [...basis.bindings, binding], unheld }, effect };
}

const newValues =
  "It writes values that are different each time it runs, for example from the clock or from a random function.";
const newRows =
  "Its changed rows are known only when it runs, because it uses the clock, a random function or another value that is different each time.";

const byOrder =
  "Its rows are not compared one by one, and they can depend on the order of rows in tables, which is not compared.";

export const withoutEffect = ({ bindings, unheld }: Basis): Basis => ({
  bindings: bindings.filter(({ role }) => role !== "effect"),
  unheld,
});
