/** What one call would do, and whose approval it needs: the wire's own types, which tools use as they are. */
import type { Basis, Plan } from "@drawbridge/contracts/approvals";

export type { Amount, ApprovalNeed, Basis, Binding, ObjectBefore, Plan } from "@drawbridge/contracts/approvals";
export type { DefinitionChange } from "@drawbridge/contracts/approvals/definition-change";
export type { TableSample } from "@drawbridge/contracts/approvals/table-sample";

/** A plan as a tool makes it. It says what it is bound to, even where that is only its arguments. */
export interface BoundPlan extends Plan {
  readonly basis: Basis;
}

/** The basis of a plan that follows from the call's arguments alone. */
export const argumentsAlone: Basis = { bindings: [], unheld: [] };
