/**
 * The requests that the registry reported, and the agents on this machine that asked for them. The broker and each
 * window of the editor use this store. Pure: each change returns a new store. It holds no token and decides nothing.
 */
import type { Approval, ApprovalScope } from "@drawbridge/contracts/approvals";
import { isEarlier } from "@drawbridge/contracts/approvals/states";
import type { ApprovalList, Asker, LocalApproval } from "../contracts/control.ts";

export interface ApprovalStore {
  readonly approvals: readonly LocalApproval[];
  readonly scopes: readonly ApprovalScope[];
  /** Whether the registry's list has been read. */
  readonly isRead: boolean;
}

export const emptyStore: ApprovalStore = { approvals: [], scopes: [], isRead: false };

/** How many requests that no longer wait are kept. The store drops the oldest ones. */
const maxDecided = 500;

/** The store with these requests as the registry reports them. A request that is not in `reports` stays as it is. */
export const withReports = (store: ApprovalStore, reports: readonly Approval[]): ApprovalStore =>
  withLocal(
    store,
    reports.map((approval) => ({ approval, askers: find(store, approval.view.id)?.askers ?? [] })),
  );

/** The store with these requests and askers, as the broker announces them. */
export function withLocal(store: ApprovalStore, changes: readonly LocalApproval[]): ApprovalStore {
  const stored = byId(store.approvals);
  for (const change of changes) {
    const { id } = change.approval.view;
    stored.set(id, latest(stored.get(id), change));
  }
  return { ...store, approvals: withoutOld([...stored.values()]) };
}

/**
 * The store with the broker's whole list instead of its content. A stale list is the best that the broker has, but does
 * not count as read.
 */
export function withList(store: ApprovalStore, { approvals, scopes, stale }: ApprovalList): ApprovalStore {
  const stored = byId(store.approvals);
  return {
    approvals: withoutOld(approvals.map((each) => latest(stored.get(each.approval.view.id), each))),
    scopes,
    isRead: store.isRead || !stale,
  };
}

/** The store with changes of these standing approvals. */
export const withScopes = (store: ApprovalStore, changes: readonly ApprovalScope[]): ApprovalStore => ({
  ...store,
  scopes: [...new Map([...store.scopes, ...changes].map((scope) => [scope.id, scope])).values()],
});

/** The store in which an agent waits for a request, or has waited. It is the same store if the request is not known. */
export function withAsker(store: ApprovalStore, id: string, asker: Asker): ApprovalStore {
  const entry = find(store, id);
  if (entry === undefined) return store;
  const same = ({ pid, agent, waiting }: Asker): boolean =>
    pid === asker.pid && agent === asker.agent && waiting !== asker.waiting;
  const at = entry.askers.findIndex(same);
  const askers = at < 0 ? [...entry.askers, asker] : entry.askers.with(at, asker);
  return withLocal(store, [{ ...entry, askers }]);
}

/**
 * The later of two reports. A request never returns to an earlier state, so an older list or a late event does not undo
 * a later report.
 */
function latest(stored: LocalApproval | undefined, next: LocalApproval): LocalApproval {
  if (stored === undefined || !isEarlier(next.approval.state, stored.approval.state)) return next;
  return { approval: stored.approval, askers: next.askers };
}

const byId = (approvals: readonly LocalApproval[]): Map<string, LocalApproval> =>
  new Map(approvals.map((each) => [each.approval.view.id, each]));

const isWaiting = ({ approval }: LocalApproval): boolean => approval.state === "pending";

const isAwaited = ({ askers }: LocalApproval): boolean => askers.some(({ waiting }) => waiting);

function withoutOld(approvals: readonly LocalApproval[]): readonly LocalApproval[] {
  const decided = approvals.filter((each) => !isWaiting(each) && !isAwaited(each));
  const old = new Set(decided.toSorted(oldestFirst).slice(0, Math.max(0, decided.length - maxDecided)));
  return old.size === 0 ? approvals : approvals.filter((each) => !old.has(each));
}

const oldestFirst = (one: LocalApproval, other: LocalApproval): number =>
  one.approval.view.requestedAt.localeCompare(other.approval.view.requestedAt);

/** The requests of `next` that differ from those of `store`, because of another report or other askers. */
export function changesBetween(store: ApprovalStore, next: ApprovalStore): readonly LocalApproval[] {
  const stored = byId(store.approvals);
  return next.approvals.filter((each) => {
    const before = stored.get(each.approval.view.id);
    return before !== each && JSON.stringify(before) !== JSON.stringify(each);
  });
}

export const find = (store: ApprovalStore, id: string): LocalApproval | undefined =>
  store.approvals.find(({ approval }) => approval.view.id === id);

export const newestFirst = ({ approvals }: ApprovalStore): readonly LocalApproval[] =>
  approvals.toSorted((one, other) => oldestFirst(other, one));

/** Pending requests that an agent on this machine waits for. */
export const awaitedOf = ({ approvals }: ApprovalStore): readonly string[] =>
  approvals.filter((each) => isWaiting(each) && isAwaited(each)).map(({ approval }) => approval.view.id);

/** Requests that still wait, the oldest first. `now` is in milliseconds since 1970, here and below. */
export const pendingOf = ({ approvals }: ApprovalStore, now: number): readonly LocalApproval[] =>
  approvals.filter((each) => isWaiting(each) && Date.parse(each.approval.view.expiresAt) > now).toSorted(oldestFirst);

/** Requests that the signed-in person may decide. */
export const decidableOf = (store: ApprovalStore, now: number): readonly LocalApproval[] =>
  pendingOf(store, now).filter(({ approval }) => approval.mayDecide.allowed);

/** Standing approvals in force, the one that ends last first. */
export const standingOf = ({ scopes }: ApprovalStore, now: number): readonly ApprovalScope[] =>
  scopes
    .filter(({ expiresAt }) => Date.parse(expiresAt) > now)
    .toSorted((one, other) => other.expiresAt.localeCompare(one.expiresAt));

/** When the next pending request or standing approval expires; null if there is none. */
export function nextEnd(store: ApprovalStore, now: number): number | null {
  const ends = [...pendingOf(store, now).map(({ approval }) => approval.view), ...standingOf(store, now)];
  return ends.length === 0 ? null : Math.min(...ends.map(({ expiresAt }) => Date.parse(expiresAt)));
}
