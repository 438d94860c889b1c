/**
 * The states of a request for approval, their order, and the steps between them. The registry takes these steps, an
 * auditor checks them, and every surface goes by this one order.
 *
 *     pending  → approved | rejected | expired | void
 *     approved → consumed | expired | void
 *     consumed → succeeded | failed | outcome-unknown
 *     outcome-unknown → succeeded | failed
 */
import type { AuditKind } from "../audit.ts";

/** State schemas (state-schemas.ts) are in a file of their own: an editor's window needs the rules at once, and no schema. */
export const approvalStates = [
  "pending",
  "approved",
  "rejected",
  "expired",
  /** Withdrawn before it ran: the plan had changed, or the standing approval was revoked. */
  "void",
  /** The grant is spent, and the call runs. */
  "consumed",
  "succeeded",
  "failed",
  /** The grant is spent, and no one recorded how the call ended: refused until a person or the server resolves it. */
  "outcome-unknown",
] as const;
export type ApprovalState = (typeof approvalStates)[number];

/** A request that may still run: a person may approve it, or its grant is not spent. At most one of a call is open. */
export const openStates = ["pending", "approved"] as const;

/** A request whose grant is spent and whose outcome is not recorded. */
export const runningStates = ["consumed", "outcome-unknown"] as const;
export type RunningState = (typeof runningStates)[number];

export const isOpen = (state: ApprovalState): boolean => openStates.some((each) => each === state);

export const isRunning = (state: ApprovalState): state is RunningState => runningStates.some((each) => each === state);

/** No step leads on from a final state. */
export const isFinal = (state: ApprovalState): boolean => !isOpen(state) && !isRunning(state);

/** How far along its life a request is. Each step leads to a higher stage. */
const stages: Readonly<Record<ApprovalState, number>> = {
  pending: 0,
  approved: 1,
  rejected: 2,
  expired: 2,
  void: 2,
  consumed: 3,
  "outcome-unknown": 4,
  succeeded: 5,
  failed: 5,
};

/** Whether `state` comes before `other` in a request's life. A report of an earlier state came late, and changes nothing. */
export const isEarlier = (state: ApprovalState, other: ApprovalState): boolean => stages[state] < stages[other];

interface Step {
  /** The states in which it may happen; `null` is before the request. */
  readonly from: readonly (ApprovalState | null)[];
  /** The state after it; `null` where the state stays. */
  readonly to: ApprovalState | null;
}

/** The audit entries that are steps of a request. Entries of other kinds change no request's state. */
export const approvalSteps: Readonly<Partial<Record<AuditKind, Step>>> = {
  requested: { from: [null], to: "pending" },
  approved: { from: ["pending"], to: "approved" },
  rejected: { from: ["pending"], to: "rejected" },
  expired: { from: openStates, to: "expired" },
  void: { from: openStates, to: "void" },
  consumed: { from: ["approved"], to: "consumed" },
  handle: { from: runningStates, to: null },
  succeeded: { from: runningStates, to: "succeeded" },
  failed: { from: runningStates, to: "failed" },
  "outcome-unknown": { from: ["consumed"], to: "outcome-unknown" },
};
