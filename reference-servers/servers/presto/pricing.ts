/** Prepares a read: the parser judges it, the operator's rules allow it, and the engine prices it. */
import type { Estimate } from "./engines/engine.ts";
import { SqlError, type SqlErrorCode } from "./errors.ts";
import { authorize, resolveNames, restrictionsOf } from "./resolving/authorize.ts";
import { refuseMetadata, refuseRestricted } from "./restricted-schemas.ts";
import { callerOf, judgeFor, type PrestoContext } from "./services.ts";
import { formatName } from "./sql/object-name.ts";
import type { Read, RefusalCode, Refused } from "./sql/verdict.ts";

export interface PricedRead {
  readonly read: Read;
  /** The tables as the statement names them. */
  readonly tables: readonly string[];
  readonly estimate: Estimate;
}

/** Prices the one statement of a call. Throws SqlError if it is no read, not allowed, or invalid. */
export async function priceRead(sql: string, context: PrestoContext): Promise<PricedRead> {
  const { engine } = context.services;
  const verdict = await judgeFor(context).read(sql);
  if (verdict.kind === "refused") throw refusal(verdict);
  await authorizeRead(verdict, context);
  const estimate = await estimateOf(verdict);
  refuseRestricted(estimate.objects, context.principal, restrictionsOf(context));
  return { read: verdict, tables: verdict.tables.map(formatName), estimate };

  async function estimateOf({ executes, unnests, tables }: Read): Promise<Estimate> {
    if (executes === null) return { tables: [], objects: [], rows: 0, bytes: 0 };
    const showsAllUnnests = unnests !== null && (await areAllTables(tables, context));
    return engine.estimate(executes, callerOf(context), context.signal, showsAllUnnests ? unnests : null);
  }
}

/** False if one of the names is a view, because the text of a view can have UNNESTs that the statement does not show. */
async function areAllTables(names: Read["tables"], context: PrestoContext): Promise<boolean> {
  if (names.length === 0) return true;
  if (context.services.engine.kind === "duckdb") return false; // it prices UNNEST by itself
  const { objects } = await resolveNames(names, context);
  return objects.every(({ kind }) => kind === "table");
}

/** Throws SqlError "not-allowed" if a read uses anything that is closed to the caller. */
async function authorizeRead({ tables, functions, others, listsEverything }: Read, context: PrestoContext) {
  if (listsEverything) refuseMetadata([everyTable], context.principal, restrictionsOf(context));
  await authorize({ reads: [...tables, ...functions], others }, context);
}

const everyTable = { kind: "schema", catalog: null, schema: "information_schema" } as const;

/**
 * Turns a refusal of the judge into a SqlError: "not-read-here" for what its parser does not read, "invalid-sql" for
 * what is no single statement, "not-a-read" for what does not read.
 */
export function refusal({ code, message, next, position }: Refused): SqlError {
  const at = position === null ? "" : ` (line ${position.line}, column ${position.column})`;
  return new SqlError(errorCodes[code] ?? "not-a-read", `${message}${at}`, next);
}

const errorCodes: Readonly<Partial<Record<RefusalCode, SqlErrorCode>>> = {
  empty: "invalid-sql",
  "too-long": "invalid-sql",
  "too-complex": "invalid-sql",
  "not-sql": "not-read-here",
  ambiguous: "invalid-sql",
};
