/**
 * The calls that a server has under way: which one a cancellation means, and when none is left so that the server may
 * stop.
 */
import { setTimeout as sleep } from "node:timers/promises";

export interface InFlight {
  /** Aborts once a drain has lasted long enough. */
  readonly stopping: AbortSignal;
  readonly count: number;
  /**
   * Counts `work` as under way until it settles. Meanwhile `cancel(key)` calls `onCancel`. A call with a null key cannot
   * be cancelled.
   */
  run<Outcome>(key: string | null, onCancel: () => void, work: () => Promise<Outcome>): Promise<Outcome>;
  /** Counts `work` as under way until it settles, even if the call that it belongs to is answered earlier. */
  alsoUntil<Outcome>(work: Promise<Outcome>): Promise<Outcome>;
  /** Cancels the call of that key, if it is under way. */
  cancel(key: string): void;
  /** Resolves when nothing is under way. After `timeoutMs` it stops what is left, and gives it a moment to answer. */
  drain(timeoutMs: number): Promise<void>;
}

/** Milliseconds in which a stopped call can send its answer. */
const lastWordsMs = 1_000;

export function inFlight(): InFlight {
  const stopping = new AbortController();
  const cancellable = new Map<string, () => void>();
  const running = new Set<Promise<unknown>>();

  const idle = async (): Promise<void> => {
    while (running.size > 0) await Promise.allSettled(running);
  };
  const idleWithin = async (timeoutMs: number): Promise<boolean> => {
    const enough = new AbortController();
    const timeout = sleep(timeoutMs, false, { signal: enough.signal }).catch(() => false);
    const done = await Promise.race([idle().then(() => true), timeout]);
    enough.abort();
    return done;
  };

  return {
    stopping: stopping.signal,
    get count() {
      return running.size;
    },
    async run(key, onCancel, work) {
      if (key !== null) cancellable.set(key, onCancel);
      const outcome = work();
      running.add(outcome);
      try {
        return await outcome;
      } finally {
        running.delete(outcome);
        if (key !== null && cancellable.get(key) === onCancel) cancellable.delete(key);
      }
    },
    alsoUntil(work) {
      running.add(work);
      const done = (): void => void running.delete(work);
      work.then(done, done);
      return work;
    },
    cancel: (key) => cancellable.get(key)?.(),
    async drain(timeoutMs) {
      if (await idleWithin(timeoutMs)) return;
      stopping.abort();
      await idleWithin(lastWordsMs);
    },
  };
}
