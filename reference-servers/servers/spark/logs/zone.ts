/**
 * Finds the time zone of a text log, whose times usually have none, by comparing them with facts whose times are
 * certain.
 */
import type { ApplicationFacts } from "../application/facts.ts";

export interface Span {
  /** Unix ms of the first entry with a time. */
  readonly first: number;
  readonly last: number;
}

/** Time zones differ by multiples of a quarter of an hour. */
const quarterMs = 15 * 60_000;
/** A driver logs this long before its application starts and after it ends. */
const marginMs = 3 * 60_000;

/**
 * Milliseconds to add to a driver's times (read as UTC) so that they lie within those of its application. Returns 0 if
 * they already do, or if that cannot be known; null if no zone makes them fit. Then the times say nothing about the
 * order of events.
 */
export function zoneShift(
  { first, last }: Span,
  { startedAt, endedAt }: Pick<ApplicationFacts, "startedAt" | "endedAt">,
): number | null {
  if (startedAt === null || endedAt === null) return 0;
  const fits = (shift: number): boolean => first + shift >= startedAt - marginMs && last + shift <= endedAt + marginMs;
  const overlaps = first <= endedAt + marginMs && last >= startedAt - marginMs;
  if (fits(0)) return 0;
  const byStart = Math.round((startedAt - first) / quarterMs) * quarterMs;
  const byEnd = Math.round((endedAt - last) / quarterMs) * quarterMs;
  return [byStart, byEnd].find(fits) ?? (overlaps ? 0 : null);
}
