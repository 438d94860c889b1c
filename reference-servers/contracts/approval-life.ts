/** Which entries of the audit a request's life may have, in which state: what the registry does, and an auditor checks. */
import type { ApprovalState } from "./approvals.ts";
import type { AuditKind } from "./audit.ts";

interface Step {
  /** The states in which it may happen; `null` is before the request. */
  readonly from: readonly (ApprovalState | null)[];
  /** The state after it; `null` where it stays. */
  readonly to: ApprovalState | null;
}

const running = ["consumed", "outcome-unknown"] as const;

/** Entries of other kinds are about no request's state. */
export const lifeSteps: Readonly<Partial<Record<AuditKind, Step>>> = {
  requested: { from: [null], to: "pending" },
  approved: { from: ["pending"], to: "approved" },
  rejected: { from: ["pending"], to: "rejected" },
  expired: { from: ["pending", "approved"], to: "expired" },
  void: { from: ["pending", "approved"], to: "void" },
  consumed: { from: ["approved"], to: "consumed" },
  handle: { from: running, to: null },
  succeeded: { from: running, to: "succeeded" },
  failed: { from: running, to: "failed" },
  "outcome-unknown": { from: ["consumed"], to: "outcome-unknown" },
};
