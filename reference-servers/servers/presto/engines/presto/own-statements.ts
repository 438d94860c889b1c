/** The statements that this server sends for itself, as the calling user: questions to the catalogue, and EXPLAIN. */
import type { Caller, Row } from "../engine.ts";
import type { Connection } from "./connection.ts";
import type { EngineHttp } from "./engine-http.ts";
import { callerHeaders } from "./headers.ts";
import { withSharedAbort } from "./shared-abort.ts";
import { collect } from "./statement.ts";
import { beginReadOnly } from "./transaction.ts";

/** Each throws SqlError. */
export interface OwnStatements {
  ask(sql: string, caller: Caller, signal: AbortSignal): Promise<readonly Row[]>;
  /** The answer of one EXPLAIN. */
  explain(options: string, sql: string, caller: Caller, signal: AbortSignal): Promise<string>;
  /** The answers of several EXPLAINs of a read. */
  explainAll(options: readonly string[], sql: string, caller: Caller, signal: AbortSignal): Promise<readonly string[]>;
}

export function ownStatements(connection: Connection, http: EngineHttp): OwnStatements {
  type Headers = Readonly<Record<string, string>>;
  /** The line break keeps the columns in the caller's statement unchanged. */
  const explainWith = async (headers: Headers, options: string, sql: string, signal: AbortSignal): Promise<string> => {
    const statement = { sql: `EXPLAIN (${options})\n${sql}`, headers, linesBefore: 1 };
    return String((await collect(http, statement, signal)).rows[0]?.[0] ?? "");
  };

  return {
    ask: async (sql, caller, signal) =>
      (await collect(http, { sql, headers: callerHeaders(connection, caller) }, signal)).rows,

    explain: (options, sql, caller, signal) => explainWith(callerHeaders(connection, caller), options, sql, signal),

    async explainAll(options, sql, caller, signal) {
      const headers = callerHeaders(connection, caller);
      if (connection.dialect === "presto")
        return withSharedAbort(signal, (group) =>
          Promise.all(options.map((option) => explainWith(headers, option, sql, group))),
        );
      // Trino prepares the target of a change while it plans, so they run in a read-only transaction, in which one statement
      // follows the other.
      const transaction = await beginReadOnly(http, connection.dialect, headers, signal);
      const answers: string[] = [];
      try {
        for (const option of options) answers.push(await explainWith(transaction.headers, option, sql, signal));
        return answers;
      } finally {
        await transaction.end();
      }
    },
  };
}
