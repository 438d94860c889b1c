/** What one call would do, and whose yes it needs: the words of the wire, which tools use as they are. */
import type { Basis, Plan } from "@drawbridge/contracts/approvals";

export type { Amount, ApprovalNeed, Basis, Binding, Plan } from "@drawbridge/contracts/approvals";

/** A plan as a tool makes it: it says what it is bound to, even where that is nothing but its arguments. */
export interface BoundPlan extends Plan {
  readonly basis: Basis;
}

/** Of a plan that follows from the call's arguments alone. */
export const argumentsAlone: Basis = { bindings: [], unheld: [] };
