/**
 * Reads large logs for many callers. If a log is already being read, the next caller waits for that reading. Few logs
 * are read at the same time. A reading continues when its callers give up, so that the next call finds it finished.
 */
import { createFairQueue } from "@drawbridge/framework";
import { SparkError } from "../errors.ts";
import type { ApplicationFacts } from "./facts.ts";
import type { ReadRequest } from "./sources.ts";

/**
 * Readings at the same time, each of which uses one core. A reading that continues without its caller still counts in
 * that user's share.
 */
const limits = { maxRunning: 4, maxRunningPerUser: 2, maxWaitingPerUser: 8 };
/** Finished readings that are cached, because a conversation asks several questions about one application. */
const maxCachedReadings = 8;
/** Time after which a reading is aborted, even if no caller waits for it. */
const readingTimeoutMs = 10 * 60_000;

/**
 * Time that one call waits. It is shorter than the framework's time limit, so that the call can say how far the reading
 * is.
 */
const defaultCallTimeoutMs = 40_000;

/** What a reading gets: the signal that ends it, and the function to which it reports progress. */
export type ReadingControl = Omit<ReadRequest, "user">;

interface Reading {
  readonly facts: Promise<ApplicationFacts>;
  readonly listeners: Set<ReadRequest["progress"]>;
  /** Percentage of the log that has been read. */
  readonly percentRead: () => number;
}

export interface SharedReadings {
  /**
   * Throws SparkError `still-reading` if the reading takes longer than one call can wait.
   * @param stamp identifies the log and its version (sizes, time of change); each stamp has its own reading
   */
  facts(
    stamp: string,
    read: (reading: ReadingControl) => Promise<ApplicationFacts>,
    request: ReadRequest,
  ): Promise<ApplicationFacts>;
  /** Aborts all readings. */
  close(): void;
}

export function sharedReadings(callTimeoutMs = defaultCallTimeoutMs): SharedReadings {
  const readings = new Map<string, Reading>();
  const queue = createFairQueue("event logs to read", limits);
  const closed = new AbortController();

  const startReading = (
    user: string,
    stamp: string,
    read: (reading: ReadingControl) => Promise<ApplicationFacts>,
  ): Reading => {
    const listeners = new Set<ReadRequest["progress"]>();
    let percent = 0;
    const progress: ReadRequest["progress"] = (done, total) => {
      // A log may grow while it is read.
      percent = Math.min(100, Math.floor((100 * done) / Math.max(total, 1)));
      for (const report of listeners) report(done, total);
    };
    const facts = queue.use(user, closed.signal, () =>
      read({ signal: AbortSignal.any([closed.signal, AbortSignal.timeout(readingTimeoutMs)]), progress }),
    );
    const reading = { facts, listeners, percentRead: () => percent };
    readings.set(stamp, reading);
    facts.then(
      () => dropOldest(),
      () => readings.delete(stamp),
    );
    return reading;
  };

  const dropOldest = (): void => {
    for (const stamp of [...readings.keys()].slice(0, -maxCachedReadings)) readings.delete(stamp);
  };

  return {
    async facts(stamp, read, { user, signal, progress }) {
      const reading = readings.get(stamp) ?? startReading(user, stamp, read);
      reading.listeners.add(progress);
      try {
        return await waitFor(callTimeoutMs, reading, signal);
      } finally {
        reading.listeners.delete(progress);
      }
    },
    close: () => closed.abort(),
  };
}

/**
 * Throws the signal's reason as soon as the signal is aborted. Throws SparkError `still-reading` after `ms`
 * milliseconds.
 */
async function waitFor(ms: number, { facts, percentRead }: Reading, signal: AbortSignal): Promise<ApplicationFacts> {
  signal.throwIfAborted();
  const { promise, reject } = Promise.withResolvers<never>();
  const abort = (): void => reject(signal.reason);
  const timer = setTimeout(() => reject(stillReadingError(percentRead())), ms);
  signal.addEventListener("abort", abort, { once: true });
  try {
    return await Promise.race([facts, promise]);
  } finally {
    clearTimeout(timer);
    signal.removeEventListener("abort", abort);
  }
}

const stillReadingError = (percent: number): SparkError =>
  new SparkError(
    "still-reading",
    `The application's event log is large: ${percent} % of it has been read, and the reading continues.`,
    "Call again with the same arguments in half a minute.",
  );
