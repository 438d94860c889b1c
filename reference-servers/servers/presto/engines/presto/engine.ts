/**
 * Presto or Trino over /v1/statement, as the calling user. The engine knows the user and applies its own rules. It
 * refuses to write, because every read runs in a read-only transaction.
 */
import type { Caller, Engine } from "../engine.ts";
import { type Capacity, defaultStatementTimeoutMs, shareEngine } from "../shared-engine.ts";
import type { Connection } from "./connection.ts";
import { engineChanges } from "./engine-changes.ts";
import { createEngineHttp } from "./engine-http.ts";
import { estimates as estimatesWith } from "./estimates.ts";
import { startExecution } from "./execution.ts";
import { refuseAllButPlainExplain, withPlanningRefusal } from "./explain-change.ts";
import { callerHeaders, timeLimitHeader } from "./headers.ts";
import { ownStatements } from "./own-statements.ts";
import { readInfo, readOutcome } from "./replies.ts";
import { tableReads } from "./table-reads.ts";
import { beginReadOnly } from "./transaction.ts";

/** The user for requests outside of a call, such as the outcome of a query of an earlier process. */
const serverCaller: Caller = { user: "drawbridge", agent: null };

/** Time (ms) that /readyz waits for the engine. */
const readyTimeoutMs = 3_000;

/**
 * A cluster has its own queues. These limits prevent one user from filling them, and from using all connections of this
 * server.
 */
const capacity: Capacity = {
  planning: { maxRunning: 20, maxRunningPerUser: 4 },
  running: { maxRunning: 20, maxRunningPerUser: 3 },
  planningChanges: { maxRunning: 16, maxRunningPerUser: 4 },
  changing: { maxRunning: 8, maxRunningPerUser: 2 },
};

/** It keeps no connection open; every request names its user. */
export function createPrestoEngine(
  connection: Connection,
  statementTimeoutMs: number = defaultStatementTimeoutMs,
): Engine {
  const { dialect, catalog, schema } = connection;
  const http = createEngineHttp(connection.url, connection.fetch ?? globalThis.fetch);
  const statements = ownStatements(connection, http);
  const estimates = estimatesWith(dialect, statements);
  const tables = tableReads(connection, statements);
  const limitedHeaders = (caller: Caller) => ({
    ...callerHeaders(connection, caller),
    ...timeLimitHeader(dialect, statementTimeoutMs),
  });
  const { lookUp, findTables, describeTable } = tables;

  const engine: Engine = {
    kind: dialect,
    defaults: { catalog, schema },
    estimate: estimates.estimate,
    ...engineChanges({ connection, http, statements, estimates, tables, limitedHeaders }),
    ...{ lookUp, findTables, describeTable },

    async ready() {
      readInfo(await http.requestInfo(AbortSignal.timeout(readyTimeoutMs)));
    },

    async execute(sql, caller, signal, price) {
      const transaction = await beginReadOnly(http, dialect, limitedHeaders(caller), signal);
      return startExecution(http, sql, transaction, signal, price ?? null);
    },

    async explainChange(sql, caller, signal) {
      if (dialect === "trino") return withPlanningRefusal(engine.execute(sql, caller, signal));
      refuseAllButPlainExplain(sql);
      const noTransaction = { headers: limitedHeaders(caller), end: async () => {} };
      return startExecution(http, sql, noTransaction, signal, null);
    },

    async outcomeOf(handle, signal) {
      // The handle is stored before the second page is requested, and the engine starts only then.
      if (handle === null) return "failed";
      return readOutcome(await http.requestQuery(handle, callerHeaders(connection, serverCaller), signal));
    },

    async close() {},
  };
  return shareEngine(engine, capacity, statementTimeoutMs);
}
