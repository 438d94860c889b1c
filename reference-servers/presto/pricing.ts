/** From a statement to a read that may be run: judged by the parser, allowed by the operator, priced by the engine. */
import type { Estimate } from "./engines/engine.ts";
import { SqlError, type SqlErrorCode } from "./errors.ts";
import { callerOf, judgeFor, type PrestoContext } from "./services.ts";
import type { RestrictedSchemas } from "./settings.ts";
import type { Read, RefusalCode, Refused } from "./sql/verdict.ts";

export interface PricedRead {
  readonly read: Read;
  /** Tables as the statement names them and as the engine resolves them. */
  readonly tables: readonly string[];
  readonly estimate: Estimate;
}

/** Prices the one statement of a call. Throws SqlError where it is no read, not allowed, or not valid. */
export async function priceRead(sql: string, context: PrestoContext): Promise<PricedRead> {
  const { engine, settings } = context.services;
  const verdict = await judgeFor(context).read(sql);
  if (verdict.kind === "refused") throw refusal(verdict);
  refuseRestricted(verdict.tables, context, settings.restricted);
  const estimate = await estimateOf(verdict);
  refuseRestricted(estimate.tables, context, settings.restricted);
  return { read: verdict, tables: verdict.tables, estimate };

  async function estimateOf({ executes }: Read): Promise<Estimate> {
    if (executes === null) return { tables: [], rows: 0, bytes: 0 };
    return engine.estimate(executes, callerOf(context), context.signal);
  }
}

/** The parser's refusals as the server's: what is not a statement, and what is one that does not read. */
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

/**
 * Holds the operator's schema rules against the tables of a statement, as named and as resolved. It is for engines
 * without users of their own; a real Presto judges the end user by its own access control besides.
 */
export function refuseRestricted(
  tables: readonly string[],
  { principal }: Pick<PrestoContext, "principal">,
  restricted: RestrictedSchemas,
): void {
  for (const table of tables) {
    const schema = partsOf(table).at(-2)?.toLowerCase();
    if (schema === undefined || !Object.hasOwn(restricted, schema)) continue;
    const groups = restricted[schema] ?? [];
    if (groups.some((group) => principal.groups.includes(group))) continue;
    throw new SqlError(
      "not-allowed",
      `${principal.user} may not read tables of the schema ${schema}: it is open to ${groups.join(" and ") || "nobody"}.`,
      "Ask Data Platform (#presto-help).",
    );
  }
}

/** The parts of a dotted name; a dot within quotes is part of a name. */
const partsOf = (name: string): readonly string[] =>
  (name.match(/"(?:[^"]|"")*"|[^."]+/g) ?? []).map((part) => part.replaceAll('"', ""));
