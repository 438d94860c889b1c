/** What one call would do, computed before it runs and shown to the person who decides. */
import type { Effect } from "@drawbridge/contracts/access";

/** "unknown" is never within a budget. */
export type Amount = number | "unknown";

export interface Plan {
  /** One line: "SELECT over 2 tables of tpch.sf1". Never holds data. */
  readonly summary: string;
  /** Where it runs: engine and environment, e.g. "presto (prod)". */
  readonly target: string;
  readonly effect: Effect;
  /** Objects touched, fully qualified. */
  readonly objects: readonly string[];
  /** Estimated rows and bytes read or written. */
  readonly cost: { readonly rows: Amount; readonly bytes: Amount };
  readonly reversible: "yes" | "no" | "unknown";
}

/** Whose yes a plan needs. */
export type ApprovalNeed = "none" | "caller" | "second-person";
