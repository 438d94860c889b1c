/**
 * Presto or Trino over /v1/statement, as the calling user. The engine knows the user and applies its own rules. It
 * refuses to write, because every read runs in a read-only transaction.
 */
import { basisChange } from "@drawbridge/framework/worker";
import { changedMeanwhile } from "../../errors.ts";
import type { Definition, Resolution } from "../../resolving/resolve.ts";
import { formatName } from "../../sql/object-name.ts";
import type { Change } from "../../sql/verdict.ts";
import { tablesWritten } from "../before.ts";
import type { Caller, Engine, Estimate, Row, TableSummary } from "../engine.ts";
import { type Capacity, defaultStatementTimeoutMs, shareEngine } from "../shared-engine.ts";
import { basisOf, type EngineQueries } from "./basis.ts";
import { lookUp } from "./catalogue.ts";
import { makeChange, planChange } from "./change.ts";
import type { Connection } from "./connection.ts";
import { createEngineHttp } from "./engine-http.ts";
import { startExecution } from "./execution.ts";
import { refuseAllButPlainExplain, withPlanningRefusal } from "./explain-change.ts";
import { callerHeaders, timeLimitHeader } from "./headers.ts";
import { priceMetadata, pricePresto, priceTrino, tablesRead } from "./prices.ts";
import { redefinitionOf } from "./redefinition.ts";
import { readInfo, readOutcome } from "./replies.ts";
import { withSharedAbort } from "./shared-abort.ts";
import { collect } from "./statement.ts";
import {
  catalogsSql,
  columnsSql,
  fullName,
  kindSql,
  readDescription,
  readTables,
  searchable,
  statisticsSql,
  tablesSql,
} from "./tables.ts";
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
  planningChanges: { maxRunning: 8, maxRunningPerUser: 2 },
  changing: { maxRunning: 8, maxRunningPerUser: 2 },
};

/** It keeps no connection open; every request names its user. */
export function createPrestoEngine(
  connection: Connection,
  statementTimeoutMs: number = defaultStatementTimeoutMs,
): Engine {
  const { dialect } = connection;
  const http = createEngineHttp(connection.url, connection.fetch ?? globalThis.fetch);

  const ask = async (sql: string, caller: Caller, signal: AbortSignal): Promise<readonly Row[]> =>
    (await collect(http, { sql, headers: callerHeaders(connection, caller) }, signal)).rows;

  /** The line break keeps the columns in the caller's statement unchanged. */
  const explain = async (
    options: string,
    sql: string,
    caller: Caller,
    signal: AbortSignal,
    headers: Readonly<Record<string, string>> = callerHeaders(connection, caller),
  ): Promise<string> => {
    const statement = { sql: `EXPLAIN (${options})\n${sql}`, headers, linesBefore: 1 };
    return String((await collect(http, statement, signal)).rows[0]?.[0] ?? "");
  };

  const tablesOf = async (catalog: string, pattern: string, caller: Caller, signal: AbortSignal) =>
    readTables(await ask(tablesSql(catalog, pattern), caller, signal));

  /**
   * The answers of several EXPLAINs of a read. Trino prepares the target of a change while it plans, so there they run in
   * a read-only transaction, in which one statement follows the other.
   */
  const explainAll = async (
    options: readonly string[],
    sql: string,
    caller: Caller,
    signal: AbortSignal,
  ): Promise<readonly string[]> => {
    if (dialect === "presto")
      return withSharedAbort(signal, (group) =>
        Promise.all(options.map((option) => explain(option, sql, caller, group))),
      );
    const transaction = await beginReadOnly(http, dialect, callerHeaders(connection, caller), signal);
    const answers: string[] = [];
    try {
      for (const option of options) answers.push(await explain(option, sql, caller, signal, transaction.headers));
      return answers;
    } finally {
      await transaction.end();
    }
  };

  const estimate: Engine["estimate"] = async (sql, caller, signal, unnests = null) => {
    const options = ["TYPE IO, FORMAT JSON", "TYPE LOGICAL, FORMAT JSON"];
    if (dialect === "presto") options.push("TYPE LOGICAL, FORMAT TEXT");
    const [io = "", json = "", text = ""] = await explainAll(options, sql, caller, signal);
    const objects = tablesRead(io);
    const hints = { unnests };
    const price = dialect === "presto" ? pricePresto(json, text, hints) : priceTrino(json, io, hints);
    return { tables: objects.map(formatName), objects, ...(priceMetadata(json, objects, hints) ?? price) };
  };

  /** The price of a change that moves rows. On Trino it is that of its query, because planning it prepares its target. */
  const estimateChange = async (change: Change, caller: Caller, signal: AbortSignal): Promise<Estimate> => {
    if (dialect === "presto") return estimate(change.sql, caller, signal);
    await explain("TYPE VALIDATE", change.sql, caller, signal);
    const { query, verb, sql } = change;
    const removed = verb === "DELETE" ? sql.replace(/^(\s*)DELETE(\s+FROM\s)/i, "$1SELECT *$2") : null;
    const read = query ?? (removed === sql ? null : removed);
    return read === null ? unknownEstimate : estimate(read, caller, signal);
  };

  const limitedHeaders = (caller: Caller) => ({
    ...callerHeaders(connection, caller),
    ...timeLimitHeader(dialect, statementTimeoutMs),
  });

  const queriesFor = (caller: Caller, signal: AbortSignal): EngineQueries => ({
    defaults: connection,
    ask: (sql, also) => ask(sql, caller, also === undefined ? signal : AbortSignal.any([signal, also])),
    lookUp: (name) => lookUp([name], connection, { dialect, ask: (sql) => ask(sql, caller, signal) }),
  });

  const describeTable: Engine["describeTable"] = (name, caller, signal) => {
    const table = fullName(name, connection);
    return withSharedAbort(signal, async (group) => {
      const [kind, columns, statistics] = await Promise.all([
        ask(kindSql(table), caller, group),
        ask(columnsSql(table), caller, group),
        ask(statisticsSql(table), caller, group).catch(() => null), // some tables have no statistics
      ]);
      return readDescription(table, kind, columns, statistics);
    });
  };

  /** Empty for a view, and where there is no such table yet or it cannot be described now: then the plan says nothing of it. */
  const describedBefore = async (...[name, caller, signal]: Parameters<typeof describeTable>) => {
    try {
      const table = await describeTable(name, caller, signal);
      return table.kind === "table" ? [table] : [];
    } catch {
      signal.throwIfAborted();
      return [];
    }
  };

  const engine: Engine = {
    kind: dialect,
    defaults: { catalog: connection.catalog, schema: connection.schema },

    async ready() {
      readInfo(await http.requestInfo(AbortSignal.timeout(readyTimeoutMs)));
    },

    estimate,

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

    planChange: async (change, resolution, caller, signal) => {
      const planned = await planChange(change, {
        estimate: () => estimateChange(change, caller, signal),
        validate: () => explain("TYPE VALIDATE", change.sql, caller, signal),
        rowsOf: async (name) => {
          const table = fullName(name, connection);
          const statistics = await ask(statisticsSql(table), caller, signal).catch(() => null);
          return readDescription(table, [], [], statistics).rows;
        },
      });
      const queries = queriesFor(caller, signal);
      const [{ effect, ...basis }, redefinition, before] = await Promise.all([
        basisOf(change, withScanned(resolution, planned), queries),
        redefinitionOf(change, queries),
        Promise.all(tablesWritten(change.targets).map((name) => describedBefore(name, caller, signal))),
      ]);
      return { ...planned, basis, effect, before: before.flat(), redefinition };
    },

    async makeChange(change, caller, making) {
      const { resolution, planned, signal } = making;
      const { effect: _, ...basis } = await basisOf(
        change,
        withScanned(resolution, planned),
        queriesFor(caller, signal),
      );
      const changed = basisChange(planned.basis, basis);
      if (changed !== null) throw changedMeanwhile(changed);
      return makeChange(http, { sql: change.sql, headers: limitedHeaders(caller) }, making);
    },

    async outcomeOf(handle, signal) {
      // The handle is stored before the second page is requested, and the engine starts only then.
      if (handle === null) return "failed";
      return readOutcome(await http.requestQuery(handle, callerHeaders(connection, serverCaller), signal));
    },

    lookUp: (names, caller, signal) =>
      lookUp(
        names,
        { catalog: connection.catalog, schema: connection.schema },
        { dialect, ask: (sql) => ask(sql, caller, signal) },
      ),

    async findTables(pattern, caller, signal) {
      const catalogs =
        connection.catalog === null ? searchable(await ask(catalogsSql, caller, signal)) : [connection.catalog];
      const results = await Promise.allSettled(catalogs.map((catalog) => tablesOf(catalog, pattern, caller, signal)));
      return fulfilledTables(results);
    },

    describeTable,

    async close() {},
  };
  return shareEngine(engine, capacity, statementTimeoutMs);
}

const unknownEstimate: Estimate = { tables: [], objects: [], rows: "unknown", bytes: "unknown" };

/** Adds the tables of the engine's own plan, because the engine may resolve a name to another table. */
const withScanned = (resolution: Resolution, { objects }: Estimate): Resolution => ({
  ...resolution,
  objects: [
    ...resolution.objects,
    ...objects.map((name): Definition => ({ name, kind: "table", text: null, names: [] })),
  ],
});

/** If the source of one catalog is unreachable, only its tables are missing. */
function fulfilledTables(results: readonly PromiseSettledResult<readonly TableSummary[]>[]): readonly TableSummary[] {
  const fulfilled = results.filter((result) => result.status === "fulfilled");
  const failure = results.find((result) => result.status === "rejected");
  if (fulfilled.length === 0 && failure !== undefined) throw failure.reason;
  return fulfilled.flatMap(({ value }) => value);
}
