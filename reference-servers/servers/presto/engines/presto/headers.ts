/** Request and response headers. Presto and Trino differ only in the prefix. */
import { SqlError } from "../../errors.ts";
import type { Caller } from "../engine.ts";
import type { Connection, Dialect } from "./connection.ts";

type Defaults = Pick<Connection, "dialect" | "catalog" | "schema">;

/**
 * The headers of every request of one caller: the user, so that the engine's own rules and records apply to them, and
 * the tool. Throws SqlError for a user name that no header can hold.
 */
export function callerHeaders({ dialect, catalog, schema }: Defaults, { user, agent }: Caller): Record<string, string> {
  if (!/^[\x21-\x7e]([\x20-\x7e]*[\x21-\x7e])?$/.test(user)) {
    throw new SqlError(
      "denied-by-engine",
      "This user's name cannot be sent to the engine, because it is not plain ASCII.",
      "Ask the owner of the server for a user name in plain ASCII.",
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
    /** NONE says that the client supports transactions; later it is the transaction's id. */
    transaction: `${prefix}-transaction-id`,
    startedTransaction: `${prefix}-started-transaction-id`,
  } as const;
}

/** Lets the engine itself end a statement that runs longer, even if this server has stopped by then. */
export const timeLimitHeader = (dialect: Dialect, statementTimeoutMs: number): Record<string, string> => ({
  [headerNames(dialect).session]: `query_max_execution_time=${Math.ceil(statementTimeoutMs / 1000)}s`,
});

/** A tag must be one word, because a comma would split it. */
function agentTag(agent: string | null): readonly string[] {
  const tag = (agent ?? "").replace(/[^\w.-]+/g, "-").slice(0, 64);
  return tag === "" ? [] : [tag];
}
