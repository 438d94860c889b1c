/**
 * When an instance gets no calls for a while, as a pure decision. One that cannot be reached is ejected at once, and one that
 * answers calls with failures after several in a row. Each further ejection lasts twice as long, until a call succeeds.
 */

export interface Standing {
  /** Failures since the last success. */
  readonly failures: number;
  /** Ejections since the last success. */
  readonly ejections: number;
  /** Milliseconds, on the clock of the caller. */
  readonly ejectedUntil: number;
}

/** `unreachable`: no connection, or one that broke before its first answer. `failed`: a 5xx, or a kept connection that broke. */
export type CallEnd = "ok" | "failed" | "unreachable";

export const good: Standing = { failures: 0, ejections: 0, ejectedUntil: Number.NEGATIVE_INFINITY };

/** Failures in a row that eject an instance. */
export const maxFailures = 5;
/** Milliseconds of the first ejection, and of the longest. */
export const firstEjectionMs = 1_000;
export const longestEjectionMs = 30_000;

/** What a call that ended at `now` changes. Calls that began before an ejection do not make it longer. */
export function standingAfter(standing: Standing, end: CallEnd, now: number): Standing {
  if (end === "ok") return standing.failures === 0 && standing.ejections === 0 ? standing : good;
  if (now < standing.ejectedUntil) return standing;
  const failures = standing.failures + 1;
  if (end === "failed" && failures < maxFailures) return { ...standing, failures };
  const lastsMs = Math.min(firstEjectionMs * 2 ** standing.ejections, longestEjectionMs);
  return { failures: 0, ejections: standing.ejections + 1, ejectedUntil: now + lastsMs };
}
