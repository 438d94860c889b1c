/** Pauses between attempts to reach a service: each is twice as long as the one before. And a loop around an attempt. */
import { setTimeout as sleep } from "node:timers/promises";

export interface BackOff {
  /** Milliseconds before the second attempt. */
  readonly firstMs: number;
  /** No pause is longer. */
  readonly maxMs: number;
}

/** The pause (ms) after `failures` failed attempts, from 0 on: twice as long each time. */
export const backOffMs = (failures: number, { firstMs, maxMs }: BackOff): number =>
  Math.min(firstMs * 2 ** failures, maxMs);

/**
 * Half of the pause (ms) at least and the whole at most, by chance: programs that lost one service at the same moment do
 * not all come back at the same moment. `random` is from 0 to 1.
 */
export const jittered = (ms: number, random: number = Math.random()): number => ms * (0.5 + random / 2);

export interface RetryOptions {
  /** The pause (ms) after so many failures, from 0 on; null to give up. */
  pauseMs(failures: number): number | null;
  /** Whether another attempt may help after this error; always where it is left out. */
  isRetryable?(error: unknown): boolean;
  /** Once it is aborted, one last attempt is made at once. */
  readonly stop?: AbortSignal;
}

/** Attempts until one succeeds. Rejects with the error of the last attempt. */
export async function retry<Result>(
  attempt: () => Promise<Result>,
  { pauseMs, isRetryable = () => true, stop }: RetryOptions,
): Promise<Result> {
  for (let failures = 0; ; failures += 1) {
    const isLast = stop?.aborted === true;
    try {
      return await attempt();
    } catch (error) {
      const retryDelayMs = isLast || !isRetryable(error) ? null : pauseMs(failures);
      if (retryDelayMs === null) throw error;
      await sleep(retryDelayMs, undefined, { signal: stop }).catch(() => {});
    }
  }
}
