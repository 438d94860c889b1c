/** Which request "Review Next Request" opens. Pure. */
import { type ApprovalStore, decidableOf } from "../../../proxy/approvals/approval-store.ts";

/**
 * The id of the waiting request that expires first and is on no visible page (`lookedAt`); where all are, the one that
 * expires first. Null where none waits for this person. `now` is in milliseconds since 1970.
 */
export function nextToReview(store: ApprovalStore, lookedAt: ReadonlySet<string>, now: number): string | null {
  const waiting = decidableOf(store, now)
    .map(({ approval }) => approval.view)
    .toSorted((one, other) => one.expiresAt.localeCompare(other.expiresAt));
  return (waiting.find(({ id }) => !lookedAt.has(id)) ?? waiting[0])?.id ?? null;
}
