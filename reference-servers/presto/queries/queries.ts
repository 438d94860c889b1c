/**
 * The queries of all users, by id. A query belongs to who started it: to anybody else its id is as unknown as one that
 * never was. What is kept is bounded for each user and in all, and what nobody asks about is cancelled and forgotten.
 */
import { randomBytes } from "node:crypto";
import { SqlError } from "../errors.ts";
import { type QueryStart, type RunningQuery, startQuery } from "./running-query.ts";

export interface QueryLimits {
  /** Running in the engine or waiting there for its turn (shared-engine.ts). */
  readonly runningPerUser: number;
  /** Results kept for paging, for each user; the oldest goes first. */
  readonly keptPerUser: number;
  /** JSON bytes of the results kept for all users; the oldest goes first. */
  readonly keptBytes: number;
  /** Milliseconds without a question about it after which a query is cancelled and forgotten. */
  readonly idleMs: number;
}

export const defaultLimits: QueryLimits = {
  runningPerUser: 3,
  keptPerUser: 10,
  keptBytes: 32 * 2 ** 20,
  idleMs: 10 * 60_000,
};

/** How long (ms) closing waits for the engine to let go; a single function call in it cannot be interrupted. */
const patienceMs = 2_000;

export interface Queries {
  /** Throws SqlError "too-many-queries" where the user runs as many as may be. */
  start(query: Omit<QueryStart, "id">): RunningQuery;
  /** Throws SqlError "unknown-query", for another user's query too. Asking keeps it from being forgotten. */
  find(owner: string, id: string): RunningQuery;
  /** Cancels it where it runs. */
  forget(query: RunningQuery): void;
  /** Cancels every query and lets no other start. */
  close(): Promise<void>;
}

export function createQueries(limits: QueryLimits = defaultLimits): Queries {
  /** In the order in which they started. */
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

  const forgetOldest = (owner: string): void => {
    const surplus = settled(of(owner));
    for (const query of surplus.slice(0, Math.max(0, surplus.length - limits.keptPerUser))) forget(query);
    let kept = all().reduce((bytes, query) => bytes + query.bytes, 0);
    for (const query of settled(all())) {
      if (kept <= limits.keptBytes) return;
      kept -= query.bytes;
      forget(query);
    }
  };

  return {
    start(start) {
      if (closed) throw tooMany("The server is stopping.", "Call again in a few seconds.");
      if (running(of(start.owner)).length >= limits.runningPerUser) {
        throw tooMany(
          `You already have ${limits.runningPerUser} queries that run or wait for their turn.`,
          "Wait for one with query_result, or end one with cancel_query.",
        );
      }
      const query = startQuery({ ...start, id: `q_${randomBytes(12).toString("base64url")}` });
      queries.set(query.id, { query, idle: whenIdle(query) });
      void query.settled.then(() => forgetOldest(query.owner));
      return query;
    },

    find(owner, id) {
      const entry = queries.get(id);
      if (entry === undefined || entry.query.owner !== owner) throw unknownQuery();
      clearTimeout(entry.idle);
      entry.idle = whenIdle(entry.query);
      return entry.query;
    },

    forget,

    async close() {
      closed = true;
      const left = all();
      for (const query of left) forget(query);
      const patience = new Promise((resolve) => setTimeout(resolve, patienceMs).unref());
      await Promise.race([Promise.all(left.map((query) => query.released)), patience]);
    },
  };
}

const running = (queries: readonly RunningQuery[]) => queries.filter(({ standing }) => standing.status === "running");
const settled = (queries: readonly RunningQuery[]) => queries.filter(({ standing }) => standing.status !== "running");

const tooMany = (message: string, next: string): SqlError => new SqlError("too-many-queries", message, next);

const unknownQuery = (): SqlError =>
  new SqlError(
    "unknown-query",
    "There is no such query: it was never yours, or it was forgotten after ten minutes without a question.",
    "Run it again with query.",
  );
