/** The second judge of reads: a transaction in which the engine itself refuses to write. */

import type { Dialect } from "./connection.ts";
import { unexpectedAnswer } from "./engine-error.ts";
import type { EngineHttp } from "./engine-http.ts";
import { headerNames } from "./headers.ts";
import { collect, type Statement } from "./statement.ts";

export interface ReadOnlyTransaction {
  /** The caller's headers with the transaction's id. */
  readonly headers: Statement["headers"];
  /**
   * Ends it, also after an error within it. May be called more than once. Never throws, because an engine ends idle
   * transactions itself.
   */
  end(): Promise<void>;
}

export async function beginReadOnly(
  http: EngineHttp,
  dialect: Dialect,
  callerHeaders: Statement["headers"],
  signal: AbortSignal,
): Promise<ReadOnlyTransaction> {
  const names = headerNames(dialect);
  let id: string | null = null;
  await collect(
    http,
    {
      sql: "START TRANSACTION READ ONLY",
      headers: { ...callerHeaders, [names.transaction]: "NONE" },
      onHeaders: (reply) => {
        id = reply.get(names.startedTransaction) ?? id;
      },
    },
    signal,
  );
  if (id === null) throw unexpectedAnswer("does not name a transaction");
  const headers = { ...callerHeaders, [names.transaction]: id };
  let ending: Promise<void> | null = null;
  return {
    headers,
    end() {
      ending ??= collect(http, { sql: "ROLLBACK", headers }, new AbortController().signal).then(
        () => undefined,
        () => undefined,
      );
      return ending;
    },
  };
}
