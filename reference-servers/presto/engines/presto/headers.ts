/** Request and response headers. Presto and Trino differ in their prefix only. */
import { SqlError } from "../../errors.ts";
import type { Caller } from "../engine.ts";
import type { Connection, Dialect } from "./connection.ts";

type Defaults = Pick<Connection, "dialect" | "catalog" | "schema">;

/**
 * What the engine is told with every request of one caller: who asks, so that its own rules and records are about
 * them, and through what. Throws SqlError for a name that no header can carry.
 */
export function callerHeaders({ dialect, catalog, schema }: Defaults, { user, agent }: Caller): Record<string, string> {
  if (!/^[\x21-\x7e]([\x20-\x7e]*[\x21-\x7e])?$/.test(user)) {
    throw new SqlError(
      "denied-by-engine",
      "The engine cannot be told this user's name: it is not plain ASCII.",
      "Ask the owner of the server for a name that the engine takes.",
    );
  }
  const name = headerNames(dialect);
  return {
    [name.user]: user,
    [name.source]: "drawbridge",
    [name.clientTags]: ["drawbridge", ...agentTag(agent)].join(","),
    ...(catalog === null ? {} : { [name.catalog]: catalog }),
    ...(schema === null ? {} : { [name.schema]: schema }),
  };
}

export function headerNames(dialect: Dialect) {
  const prefix = dialect === "trino" ? "x-trino" : "x-presto";
  return {
    user: `${prefix}-user`,
    source: `${prefix}-source`,
    clientTags: `${prefix}-client-tags`,
    catalog: `${prefix}-catalog`,
    schema: `${prefix}-schema`,
    session: `${prefix}-session`,
    /** NONE says that the client can keep a transaction; then its id. */
    transaction: `${prefix}-transaction-id`,
    startedTransaction: `${prefix}-started-transaction-id`,
  } as const;
}

/** Has the engine itself end a statement that runs for longer, also where we are gone by then. */
export const timeLimitHeader = (dialect: Dialect, statementTimeoutMs: number): Record<string, string> => ({
  [headerNames(dialect).session]: `query_max_execution_time=${Math.ceil(statementTimeoutMs / 1000)}s`,
});

/** A tag is a word: a comma would make two. */
function agentTag(agent: string | null): readonly string[] {
  const tag = (agent ?? "").replace(/[^\w.-]+/g, "-").slice(0, 64);
  return tag === "" ? [] : [tag];
}
