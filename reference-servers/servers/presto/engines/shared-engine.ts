/**
 * Shares an engine fairly: at each stage of a statement, the number of running and waiting statements per user is
 * limited, and users are served in turn. Planning has its own stage, so that running and planning do not block each
 * other. Within one user's line, what a person has approved is planned first, so that it runs within its call's time.
 */

import { createFairQueue, type ShareLimits } from "@drawbridge/framework";
import { SqlError } from "../errors.ts";
import type { Caller, Engine, Execution } from "./engine.ts";

type Running = Omit<ShareLimits, "maxWaitingPerUser">;

/** How much an engine does in parallel, for all users together and for one user. */
export interface Capacity {
  /** Prices, plans and queries about tables; each takes milliseconds. */
  readonly planning: Running;
  readonly running: Running;
  readonly planningChanges: Running;
  readonly changing: Running;
}

export const defaultStatementTimeoutMs = 10 * 60_000;

/** Agents call tools in parallel, but more calls at the same time than this come from a loop. */
const maxWaitingPerUser = 16;

/** `statementTimeoutMs`: maximum run time of a statement from the start of its turn, set by the operator. */
export function shareEngine(engine: Engine, capacity: Capacity, statementTimeoutMs: number): Engine {
  const queue = (what: string, running: Running) => createFairQueue(what, { ...running, maxWaitingPerUser });
  const planning = queue("statements to plan", capacity.planning);
  const running = queue("statements to run", capacity.running);
  const planningChanges = queue("changes to plan", capacity.planningChanges);
  const changing = queue("changes to make", capacity.changing);

  async function run(caller: Caller, signal: AbortSignal, start: (limited: AbortSignal) => Promise<Execution>) {
    const leave = await running.enter(caller.user, signal);
    const time = limitTime(signal, () => tookTooLong(statementTimeoutMs), statementTimeoutMs);
    try {
      return endTurnWith(await start(time.signal), time, leave);
    } catch (error) {
      time.end();
      leave();
      throw time.passed() ?? error;
    }
  }

  return {
    ...engine,
    estimate: (sql, caller, signal, unnests) =>
      planning.use(caller.user, signal, () => engine.estimate(sql, caller, signal, unnests), caller.approved),
    lookUp: (names, caller, signal) =>
      planning.use(caller.user, signal, () => engine.lookUp(names, caller, signal), caller.approved),
    findTables: (pattern, caller, signal) =>
      planning.use(caller.user, signal, () => engine.findTables(pattern, caller, signal)),
    describeTable: (name, caller, signal) =>
      planning.use(caller.user, signal, () => engine.describeTable(name, caller, signal)),
    planChange: (change, resolution, caller, signal) =>
      planningChanges.use(
        caller.user,
        signal,
        () => engine.planChange(change, resolution, caller, signal),
        caller.approved,
      ),
    makeChange: (change, caller, making) =>
      changing.use(caller.user, making.signal, async () => {
        const time = limitTime(making.signal, () => changeTookTooLong(statementTimeoutMs), statementTimeoutMs);
        try {
          return await engine.makeChange(change, caller, { ...making, signal: time.signal });
        } catch (error) {
          // If the engine knows whether it made the change, its error says so.
          throw error instanceof SqlError && error.mayHaveRun !== undefined ? error : (time.passed() ?? error);
        } finally {
          time.end();
        }
      }),

    execute: (sql, caller, signal, price) =>
      run(caller, signal, (limited) => engine.execute(sql, caller, limited, price)),
    explainChange: (sql, caller, signal) =>
      run(caller, signal, (limited) => engine.explainChange(sql, caller, limited)),
  };
}

interface TimeLimit {
  /** Aborts with the caller's signal, or when the time is up. */
  readonly signal: AbortSignal;
  /** The error to throw if the time is up; otherwise null. */
  passed(): SqlError | null;
  end(): void;
}

function limitTime(signal: AbortSignal, createError: () => SqlError, timeoutMs: number): TimeLimit {
  const controller = new AbortController();
  let passed: SqlError | null = null;
  const abort = (): void => controller.abort(signal.reason);
  const timer = setTimeout(() => {
    passed = createError();
    controller.abort(passed);
  }, timeoutMs).unref();
  if (signal.aborted) abort();
  else signal.addEventListener("abort", abort, { once: true });
  return {
    signal: controller.signal,
    passed: () => passed,
    end() {
      clearTimeout(timer);
      signal.removeEventListener("abort", abort);
    },
  };
}

/** Ends the turn when the engine has released the statement, even if no reader is left. */
function endTurnWith(execution: Execution, time: TimeLimit, leave: () => void): Execution {
  const end = async (): Promise<void> => {
    time.end();
    time.signal.removeEventListener("abort", onAbort);
    try {
      await execution.cancel();
    } finally {
      leave();
    }
  };
  let ending: Promise<void> | null = null;
  const cancel = (): Promise<void> => (ending ??= end());
  const onAbort = (): void => {
    cancel().catch(() => undefined); // the reader gets the error
  };
  if (time.signal.aborted) onAbort();
  else time.signal.addEventListener("abort", onAbort, { once: true });

  return {
    engineId: execution.engineId,
    async columns() {
      try {
        return await execution.columns();
      } catch (error) {
        await cancel().catch(() => undefined); // the reader gets the error of the columns, and will read no batch
        throw time.passed() ?? error;
      }
    },
    async *batches() {
      try {
        yield* execution.batches();
      } catch (error) {
        throw time.passed() ?? error;
      } finally {
        await cancel().catch(() => undefined); // the reader gets the end or the error of the rows instead
      }
    },
    cancel,
  };
}

const tookTooLong = (timeoutMs: number): SqlError =>
  new SqlError(
    "time-limit",
    `The statement ran for ${timeoutMs / 1000} s, which is the time limit of this server, and was stopped.`,
    "Request less at a time: filter on a date or a partition, or aggregate before joining.",
  );

/** The engine may have made the change, unless the engine itself says otherwise. */
const changeTookTooLong = (timeoutMs: number): SqlError =>
  new SqlError(
    "time-limit",
    `The change ran for ${timeoutMs / 1000} s, which is the time limit of this server, and was stopped.`,
    "Change less at a time: filter on a date or a partition.",
    { mayHaveRun: true },
  );
