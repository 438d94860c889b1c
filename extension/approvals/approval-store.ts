/** The requests that this window knows of, and what the broker's words change in them. Pure. */
import type { Approval, ApprovalScope } from "@drawbridge/contracts/approvals";
import type { ApprovalList, LocalApproval } from "../../proxy/contracts/control.ts";

export interface Board {
  readonly approvals: readonly LocalApproval[];
  readonly scopes: readonly ApprovalScope[];
  /** Whether the registry's list was read yet. */
  readonly read: boolean;
}

export const emptyBoard: Board = { approvals: [], scopes: [], read: false };

/** The broker's whole list takes the place of what was known. A stale one is the broker's best, and no reading. */
export const listed = (board: Board, { approvals, scopes, stale }: ApprovalList): Board => ({
  approvals: approvals.map((each) => forward(board, each)),
  scopes,
  read: board.read || !stale,
});

export const changed = (
  board: Board,
  changes: readonly LocalApproval[],
  scopes: readonly ApprovalScope[] = board.scopes,
): Board => {
  const ids = new Set(changes.map(({ approval }) => approval.view.id));
  const others = board.approvals.filter(({ approval }) => !ids.has(approval.view.id));
  return { ...board, approvals: [...changes.map((each) => forward(board, each)), ...others], scopes };
};

/** What the registry answered this window's own decision: known here before the broker tells of it. */
export const decided = (board: Board, approval: Approval): Board => {
  const askers = find(board, approval.view.id)?.askers ?? [];
  return changed(board, [{ approval, askers }]);
};

/** A request never waits again: the broker may speak of an asker before it has heard of the decision. */
function forward(board: Board, next: LocalApproval): LocalApproval {
  const known = find(board, next.approval.view.id)?.approval;
  const late = known !== undefined && known.state !== "pending" && next.approval.state === "pending";
  return late ? { ...next, approval: known } : next;
}

export const find = (board: Board, id: string): LocalApproval | undefined =>
  board.approvals.find(({ approval }) => approval.view.id === id);

/** Those that wait still, the oldest first. `now` in milliseconds since 1970, here and below. */
export const pendingOf = ({ approvals }: Board, now: number): readonly LocalApproval[] =>
  approvals
    .filter(({ approval: { state, view } }) => state === "pending" && Date.parse(view.expiresAt) > now)
    .toSorted((a, b) => a.approval.view.requestedAt.localeCompare(b.approval.view.requestedAt));

/** Those that wait for the person at this editor. */
export const decidableOf = (board: Board, now: number): readonly LocalApproval[] =>
  pendingOf(board, now).filter(({ approval }) => approval.mayDecide.allowed);

/** Standing approvals in force, the one that ends last first. */
export const standingOf = ({ scopes }: Board, now: number): readonly ApprovalScope[] =>
  scopes
    .filter(({ expiresAt }) => Date.parse(expiresAt) > now)
    .toSorted((a, b) => b.expiresAt.localeCompare(a.expiresAt));

/** When the next of what is shown ends by itself; null where nothing will. */
export function nextEnd(board: Board, now: number): number | null {
  const ends = [...pendingOf(board, now).map(({ approval }) => approval.view), ...standingOf(board, now)];
  return ends.length === 0 ? null : Math.min(...ends.map(({ expiresAt }) => Date.parse(expiresAt)));
}
