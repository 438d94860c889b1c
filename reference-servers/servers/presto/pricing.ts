/** Prepares a read: the parser judges it, the operator's rules allow it, and the engine prices it. */
import type { Estimate } from "./engines/engine.ts";
import { SqlError, type SqlErrorCode } from "./errors.ts";
import { authorize, restrictionsOf } from "./resolving/authorize.ts";
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

  async function estimateOf({ executes }: Read): Promise<Estimate> {
    if (executes === null) return { tables: [], objects: [], rows: 0, bytes: 0 };
    return engine.estimate(executes, callerOf(context), context.signal);
  }
}

/** Throws SqlError "not-allowed" if a read uses anything that is closed to the caller. */
async function authorizeRead({ tables, functions, others, listsEverything }: Read, context: PrestoContext) {
  if (listsEverything) refuseMetadata([everyTable], context.principal, restrictionsOf(context));
  await authorize({ reads: [...tables, ...functions], others }, context);
}

const everyTable = { kind: "schema", catalog: null, schema: "information_schema" } as const;

/**
 * Turns a refusal of the parser into a SqlError: "invalid-sql" for what is no statement, "not-a-read" for what does not
 * read.
 */
export function refusal({ code, message, next, position }: Refused): SqlError {
  const at = position === null ? "" : ` (line ${position.line}, column ${position.column})`;
  return new SqlError(
    unreadable.has(code) ? "invalid-sql" : ("not-a-read" satisfies SqlErrorCode),
    `${message}${at}`,
    next,
  );
}

const unreadable: ReadonlySet<RefusalCode> = new Set([
  "empty",
  "too-long",
  "too-complex",
  "not-sql",
  "ambiguous",
] satisfies RefusalCode[]);
