/**
 * How long a request that certainly did not run is tried again, and when: what restarts or moves is back within seconds,
 * and an agent that got an error would do the same, only later. Pure.
 */
import { backOffMs } from "@drawbridge/contracts/http-api/back-off";

/** How long (ms) a call may wait for a server that refuses it. Agents give up calls after a minute. */
export const retryTimeoutMs = 10_000;

const pauses = { firstMs: 100, maxMs: 1_500 };
/** The longest pause is this much longer than the shortest, so that callers who were refused together do not come together. */
const jitter = 0.5;

export interface Refusals {
  /** How often the request was refused before. */
  readonly failures: number;
  /** What the refusing part asked for (ms), where it did. */
  readonly retryAfterMs: number | null;
  /** How much of the time (ms) is left. */
  readonly leftMs: number;
}

/** How long (ms) to wait before the next try; null to give up. `random` is between 0 and 1. */
export function pauseBefore({ failures, retryAfterMs, leftMs }: Refusals, random: number): number | null {
  const pauseMs = Math.max(retryAfterMs ?? 0, backOffMs(failures, pauses)) * (1 + jitter * random);
  return pauseMs < leftMs ? pauseMs : null;
}
