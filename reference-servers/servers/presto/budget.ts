/** The cost that one query may have without approval, set by the operator. Pure. */
import { formatByteSize } from "@drawbridge/contracts/byte-size";
import type { Amount } from "@drawbridge/framework";
import { z } from "zod";

/** Maximum bytes read, and maximum rows that any step of a query processes. */
export const Budget = z.object({ bytes: z.number().positive(), rows: z.number().positive() });
export type Budget = z.infer<typeof Budget>;

export interface Budgets {
  readonly everyone: Budget;
  /** The budgets of groups, by group; each replaces the budget for everyone. */
  readonly groups: Readonly<Record<string, Budget>>;
}

export interface Cost {
  readonly rows: Amount;
  readonly bytes: Amount;
}

/**
 * The budget of a user in `groups`: the largest of the budgets of these groups, or the budget for everyone if none of
 * them has one.
 */
export function budgetOf(groups: readonly string[], { everyone, groups: own }: Budgets): Budget {
  const theirs = groups.flatMap((group) => (Object.hasOwn(own, group) ? (own[group] ?? []) : []));
  if (theirs.length === 0) return everyone;
  return {
    bytes: Math.max(...theirs.map(({ bytes }) => bytes)),
    rows: Math.max(...theirs.map(({ rows }) => rows)),
  };
}

/**
 * The reason why `cost` is over `budget`, as a text; null if it is within the budget. An unknown cost is never within.
 */
export function overBudget({ rows, bytes }: Cost, budget: Budget): string | null {
  if (bytes === "unknown" || rows === "unknown") return "its cost is unknown";
  if (bytes > budget.bytes) {
    return `it reads an estimated ${formatByteSize(bytes)}, over the budget of ${formatByteSize(budget.bytes)}`;
  }
  if (rows > budget.rows) {
    return `a step processes an estimated ${formatRows(rows)}, over the budget of ${formatRows(budget.rows)}`;
  }
  return null;
}

export const formatRows = (rows: number): string =>
  `${rows.toLocaleString("en-US", { maximumFractionDigits: 0 })} rows`;
