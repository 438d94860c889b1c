/**
 * The queries of all users, by id. A query belongs to the user who started it; for other users, its id does not exist.
 * The stored results are limited per user and in total. A query that is not used for a while is cancelled and deleted.
 */
import { randomBytes } from "node:crypto";
import { SqlError } from "../errors.ts";
import { type QueryStart, type RunningQuery, startQuery } from "./running-query.ts";

export interface QueryLimits {
  /** Maximum queries of a user that run, or wait for their turn (shared-engine.ts). */
  readonly maxRunningPerUser: number;
  /** Maximum results stored per user for paging; the oldest is deleted first. */
  readonly maxStoredPerUser: number;
  /** Maximum JSON bytes of the stored results of all users; the oldest is deleted first. */
  readonly maxStoredBytes: number;
  /** Time (ms) without use after which a query is cancelled and deleted. */
  readonly idleMs: number;
}

export const defaultLimits: QueryLimits = {
  maxRunningPerUser: 3,
  maxStoredPerUser: 10,
  maxStoredBytes: 32 * 2 ** 20,
  idleMs: 10 * 60_000,
};

/**
 * Time (ms) that closing waits for the engine to release queries, because a single function call in it cannot be
 * interrupted.
 */
const closeTimeoutMs = 2_000;

export interface Queries {
  /** Throws SqlError "too-many-queries" if the user runs the maximum number of queries. */
  start(query: Omit<QueryStart, "id">): RunningQuery;
  /** Throws SqlError "unknown-query", also for another user's query. Each call restarts the idle time. */
  find(owner: string, id: string): RunningQuery;
  /** Deletes it, and cancels it if it runs. */
  forget(query: RunningQuery): void;
  /** Cancels every query and rejects new ones. */
  close(): Promise<void>;
}

/** `instanceTag` is in each id, so that another instance knows which one has the query. */
export function createQueries(limits: QueryLimits = defaultLimits, instanceTag = ""): Queries {
  /** In the order of their start. */
  const queries = new Map<string, { readonly query: RunningQuery; idle: NodeJS.Timeout }>();
  let closed = false;

  const all = (): RunningQuery[] => [...queries.values()].map(({ query }) => query);
  const of = (owner: string): RunningQuery[] => all().filter((query) => query.owner === owner);

  const forget = (query: RunningQuery): void => {
    const entry = queries.get(query.id);
    if (entry === undefined) return;
    queries.delete(query.id);
    clearTimeout(entry.idle);
    query.cancel();
  };

  const whenIdle = (query: RunningQuery) => setTimeout(() => forget(query), limits.idleMs).unref();

  const deleteOldest = (owner: string): void => {
    const surplus = settled(of(owner));
    for (const query of surplus.slice(0, Math.max(0, surplus.length - limits.maxStoredPerUser))) forget(query);
    let storedBytes = all().reduce((bytes, query) => bytes + query.bytes, 0);
    for (const query of settled(all())) {
      if (storedBytes <= limits.maxStoredBytes) return;
      storedBytes -= query.bytes;
      forget(query);
    }
  };

  return {
    start(start) {
      if (closed) throw tooMany("The server is stopping.", "Call again in a few seconds.");
      if (running(of(start.owner)).length >= limits.maxRunningPerUser) {
        throw tooMany(
          `You already have ${limits.maxRunningPerUser} queries that run or wait for their turn.`,
          "Wait for one with query_result, or end one with cancel_query.",
        );
      }
      const query = startQuery({ ...start, id: newQueryId(instanceTag) });
      queries.set(query.id, { query, idle: whenIdle(query) });
      void query.settled.then(() => deleteOldest(query.owner));
      return query;
    },

    find(owner, id) {
      const entry = queries.get(id);
      if (entry === undefined && holderOfQuery(id) !== instanceTag && holderOfQuery(id) !== null) throw lostQuery();
      if (entry === undefined || entry.query.owner !== owner) throw unknownQuery();
      clearTimeout(entry.idle);
      entry.idle = whenIdle(entry.query);
      return entry.query;
    },

    forget,

    async close() {
      closed = true;
      const openQueries = all();
      for (const query of openQueries) forget(query);
      const timeout = new Promise((resolve) => setTimeout(resolve, closeTimeoutMs).unref());
      await Promise.race([Promise.all(openQueries.map((query) => query.released)), timeout]);
    },
  };
}

const running = (queries: readonly RunningQuery[]) => queries.filter(({ state }) => state.status === "running");
const settled = (queries: readonly RunningQuery[]) => queries.filter(({ state }) => state.status !== "running");

const tooMany = (message: string, next: string): SqlError => new SqlError("too-many-queries", message, next);

const newQueryId = (instanceTag: string): string =>
  `q_${[instanceTag, randomBytes(12).toString("base64url")].filter((part) => part !== "").join(".")}`;

/** The tag of the instance that has a query; null where the id names none. */
export const holderOfQuery = (id: string): string | null => /^q_([\w-]{12})\./.exec(id)?.[1] ?? null;

const lostQuery = (): SqlError =>
  new SqlError(
    "unknown-query",
    "This query belongs to another instance of the server, which has ended or cannot be reached now. Its rows were in that instance's memory.",
    "Run it again with query.",
  );

const unknownQuery = (): SqlError =>
  new SqlError(
    "unknown-query",
    "There is no such query: it is not yours, or it was deleted after ten minutes without use.",
    "Run it again with query.",
  );
