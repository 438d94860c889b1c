/** Text logs mostly tell times without a zone: beside facts whose times are sure, the zone shows. */
import type { ApplicationFacts } from "../application/facts.ts";

export interface Span {
  /** Unix ms of the first and the last entry with a time. */
  readonly first: number;
  readonly last: number;
}

/** Zones lie whole quarters of an hour apart. */
const quarterMs = 15 * 60_000;
/** What a driver's process says before its application starts and after it ends. */
const marginMs = 3 * 60_000;

/**
 * Milliseconds to add to a driver's times, taken as UTC, so that they lie within its application's. 0 where they do so
 * already, or where nothing tells; null where no zone makes them fit: then they say nothing of what came first.
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
