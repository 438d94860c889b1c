/** A change is tried on the copy and undone, to know before anybody is asked what it does. */
import type { Amount, Basis } from "@drawbridge/framework/plan";
import type { DuckDBConnection, DuckDBPreparedStatement } from "@duckdb/node-api";
import { formatName } from "../../sql/object-name.ts";
import type { Change } from "../../sql/verdict.ts";
import type { Effect, PlannedChange } from "../engine.ts";
import type { Dependencies } from "./basis.ts";
import {
  countOf,
  effectInWords,
  effectVersion,
  maxComparedEffect,
  rowsOf,
  sameEffect,
  tellsItsRows,
} from "./effect.ts";

/**
 * What may be tried on the copy and rolled back, to know the rows exactly, and that the engine takes it: bytes read, and ms
 * in any case.
 */
const trial = { bytes: 2 ** 30, ms: 1_500 } as const;

/** Too costly to be tried, by the bytes that it reads. Where they are not known, the time decides. */
export const isCostly = (bytes: Amount): boolean => Number(bytes) > trial.bytes;

export interface Tried extends Effect {
  /** It writes the same each time. */
  readonly steady: boolean;
}

/**
 * Does it and undoes it: the rows are then known, and so is that the engine takes it. A change of few rows is done once
 * more to compare them whole, and where it is `volatile` a third time. Null where that takes too long.
 */
export async function tryChange(
  connection: DuckDBConnection,
  prepared: DuckDBPreparedStatement,
  { verb, sql }: Change,
  volatile: boolean,
): Promise<Tried | null> {
  let late = false;
  const timer = setTimeout(() => {
    late = true;
    connection.interrupt();
  }, trial.ms);
  const undone = async (make: () => Promise<Effect>): Promise<Effect> => {
    await connection.run("BEGIN TRANSACTION");
    try {
      return await make();
    } finally {
      await connection.run("ROLLBACK");
    }
  };
  let known: Tried | null = null;
  try {
    known = { ...(await undone(() => countOf(prepared))), steady: !volatile };
    if (!tellsItsRows(verb) || known.rows > maxComparedEffect) return known;
    const whole = await undone(() => rowsOf(connection, verb, sql));
    if (!volatile) return { ...whole, steady: true };
    const again = await undone(() => rowsOf(connection, verb, sql));
    if (sameEffect(whole, again)) return { ...whole, steady: true };
    return whole.rows === again.rows ? known : null;
  } catch (error) {
    if (!late) throw error;
    return known;
  } finally {
    clearTimeout(timer);
  }
}

/** What the change depends on, together with what it does where that was tried and is the same each time. */
export function withEffect(
  { verb, targets }: Change,
  { basis, volatile, ordered }: Dependencies,
  tried: Tried | null,
): Pick<PlannedChange, "basis" | "effect"> {
  if (!tellsItsRows(verb) && verb !== "CREATE TABLE AS") return { basis, effect: null };
  const steady = tried?.steady ?? !volatile;
  const unheld = [...basis.unheld];
  if (!steady) unheld.push(verb === "INSERT" || !tellsItsRows(verb) ? newValues : newRows);
  if (ordered && (tried?.digest ?? null) === null) unheld.push(byOrder);
  if (tried === null || (!steady && !tellsItsRows(verb))) return { basis: { ...basis, unheld }, effect: null };
  const effect = { rows: tried.rows, digest: tried.digest };
  const object = targets.map(formatName).join(", ");
  const binding = { object, role: "effect", version: effectVersion(effect), says: effectInWords(effect) } as const;
  return { basis: { bindings: [...basis.bindings, binding], unheld }, effect };
}

const newValues = "What it writes holds values that are new each time it runs, from the clock, from chance or alike.";
const newRows =
  "Which rows it changes, and to what, is known only when it runs: it uses the clock, chance or another value that is new each time.";

const byOrder =
  "Its rows are not compared one by one, and which they are can follow from the order in which tables hold theirs: that order is not compared.";

export const withoutEffect = ({ bindings, unheld }: Basis): Basis => ({
  bindings: bindings.filter(({ role }) => role !== "effect"),
  unheld,
});
