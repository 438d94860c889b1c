/**
 * Which proofs were seen: each counts once (RFC 9449 §11.1). They are kept in the memory of this process only. With
 * several instances, each of them would accept a proof once, within the minute in which the proof is young enough.
 */

/** Maximum number of proofs remembered at a time, for one holder and for all. One id takes about 100 bytes. */
export const maxRemembered = { ofOne: 200_000, ofAll: 1_000_000 } as const;

export type Admission =
  | "new"
  | "seen"
  /**
   * Too many are remembered to accept another one. None is forgotten to make room, because a forgotten proof could be
   * sent again.
   */
  | "full";

export interface ReplayGuard {
  /**
   * Whether `holder` shows the proof `id` for the first time. The proof is too old after `expiresAt`. Milliseconds since
   * 1970.
   */
  admit(holder: string, id: string, expiresAt: number, now: number): Admission;
}

/** The ids of one period. They are forgotten together, when the last of them is too old. */
interface Period {
  readonly until: number;
  readonly ids: Map<string, Set<string>>;
  size: number;
}

/** Milliseconds. */
const periodMs = 10_000;

export function replayGuard(limits: { readonly ofOne: number; readonly ofAll: number } = maxRemembered): ReplayGuard {
  let periods: Period[] = [];

  return {
    admit(holder, id, expiresAt, now) {
      if (periods.some(({ until }) => until < now)) periods = periods.filter(({ until }) => until >= now);
      let ofOne = 0;
      let ofAll = 0;
      for (const { ids, size } of periods) {
        const own = ids.get(holder);
        if (own?.has(id)) return "seen";
        ofOne += own?.size ?? 0;
        ofAll += size;
      }
      if (ofOne >= limits.ofOne || ofAll >= limits.ofAll) return "full";
      remember(periods, holder, id, Math.ceil(expiresAt / periodMs) * periodMs);
      return "new";
    },
  };
}

function remember(periods: Period[], holder: string, id: string, until: number): void {
  const period = periods.find((each) => each.until === until) ?? { until, ids: new Map(), size: 0 };
  if (period.size === 0) periods.push(period);
  const own = period.ids.get(holder) ?? new Set();
  period.ids.set(holder, own.add(id));
  period.size += 1;
}
