/**
 * Reading large logs for many callers: one that is read already is waited for, not read again; few are read at once;
 * and a reading goes on when its callers gave up, so that the next call finds it done.
 */
import { createFairQueue } from "@drawbridge/framework/shares/fair-queue";
import { SparkError } from "../errors.ts";
import type { ApplicationFacts } from "./facts.ts";
import type { Asking } from "./sources.ts";

/** Readings under way at once, each of which is bound by one core; a reading goes on without its caller, in its share. */
const limits = { maxRunning: 4, maxRunningPerUser: 2, maxWaitingPerUser: 8 };
/** Readings whose facts are kept: a conversation asks several things of one application. */
const mostKept = 8;
/** Milliseconds after which a reading that nobody may wait for any more ends. */
const longest = 10 * 60_000;

/** Milliseconds that one call waits: less than the framework gives it, so that it can say how far the reading is. */
const patience = 40_000;

/** What a reading heeds, and what it tells. */
export type Reported = Omit<Asking, "user">;

interface Reading {
  readonly facts: Promise<ApplicationFacts>;
  readonly waiting: Set<Asking["progress"]>;
  /** Percent of the log. */
  readonly done: () => number;
}

export interface SharedReadings {
  /**
   * Throws SparkError `still-reading` where it takes longer than a call can wait.
   * @param stamp what the log is and how it looked; another stamp is another reading
   */
  facts(
    stamp: string,
    read: (reading: Reported) => Promise<ApplicationFacts>,
    asking: Asking,
  ): Promise<ApplicationFacts>;
  /** Ends every reading. */
  close(): void;
}

export function sharedReadings(patienceMs = patience): SharedReadings {
  const readings = new Map<string, Reading>();
  const queue = createFairQueue("event logs to read", limits);
  const closing = new AbortController();

  const begin = (user: string, stamp: string, read: (reading: Reported) => Promise<ApplicationFacts>): Reading => {
    const waiting = new Set<Asking["progress"]>();
    let percent = 0;
    const progress: Asking["progress"] = (done, total) => {
      percent = Math.floor((100 * done) / Math.max(total, 1));
      for (const tell of waiting) tell(done, total);
    };
    const facts = queue.use(user, closing.signal, () =>
      read({ signal: AbortSignal.any([closing.signal, AbortSignal.timeout(longest)]), progress }),
    );
    const reading = { facts, waiting, done: () => percent };
    readings.set(stamp, reading);
    facts.then(
      () => forgetOldest(),
      () => readings.delete(stamp),
    );
    return reading;
  };

  const forgetOldest = (): void => {
    for (const stamp of [...readings.keys()].slice(0, -mostKept)) readings.delete(stamp);
  };

  return {
    async facts(stamp, read, { user, signal, progress }) {
      const reading = readings.get(stamp) ?? begin(user, stamp, read);
      reading.waiting.add(progress);
      try {
        return await within(patienceMs, reading, signal);
      } finally {
        reading.waiting.delete(progress);
      }
    },
    close: () => closing.abort(),
  };
}

/** Throws the signal's reason as soon as it is aborted, and how far the reading is when the time has passed. */
async function within(ms: number, { facts, done }: Reading, signal: AbortSignal): Promise<ApplicationFacts> {
  signal.throwIfAborted();
  const { promise, reject } = Promise.withResolvers<never>();
  const abort = (): void => reject(signal.reason);
  const late = setTimeout(() => reject(stillReading(done())), ms);
  signal.addEventListener("abort", abort, { once: true });
  try {
    return await Promise.race([facts, promise]);
  } finally {
    clearTimeout(late);
    signal.removeEventListener("abort", abort);
  }
}

const stillReading = (percent: number): SparkError =>
  new SparkError(
    "still-reading",
    `The application's event log is large: ${percent} % of it is read, and the reading goes on.`,
    "Call again with the same arguments in half a minute.",
  );
