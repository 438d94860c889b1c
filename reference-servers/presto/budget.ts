/** What one query may cost before a person is asked. Set by the operator; pure. */
import type { Amount } from "@drawbridge/framework/plan";
import { z } from "zod";

/** Most bytes read, and most rows that any step of a query goes through. */
export const Budget = z.object({ bytes: z.number().positive(), rows: z.number().positive() });
export type Budget = z.infer<typeof Budget>;

export interface Budgets {
  readonly everyone: Budget;
  /** Group → its own budget, in the place of everyone's. */
  readonly groups: Readonly<Record<string, Budget>>;
}

export interface Cost {
  readonly rows: Amount;
  readonly bytes: Amount;
}

/** The budget of somebody in `groups`: the most generous of their groups' own, or everyone's where none has one. */
export function budgetOf(groups: readonly string[], { everyone, groups: own }: Budgets): Budget {
  const theirs = groups.flatMap((group) => (Object.hasOwn(own, group) ? (own[group] ?? []) : []));
  if (theirs.length === 0) return everyone;
  return {
    bytes: Math.max(...theirs.map(({ bytes }) => bytes)),
    rows: Math.max(...theirs.map(({ rows }) => rows)),
  };
}

/** Why `cost` is not within `budget`, in words; null where it is. What is unknown is never within. */
export function overBudget({ rows, bytes }: Cost, budget: Budget): string | null {
  if (bytes === "unknown" || rows === "unknown") return "its cost is unknown";
  if (bytes > budget.bytes) {
    return `it reads an estimated ${inBytes(bytes)}, over the budget of ${inBytes(budget.bytes)}`;
  }
  if (rows > budget.rows) {
    return `a step goes through an estimated ${inRows(rows)}, over the budget of ${inRows(budget.rows)}`;
  }
  return null;
}

const units = ["B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"] as const;

export function inBytes(bytes: number): string {
  const power = Math.min(Math.max(0, Math.floor(Math.log2(Math.max(1, bytes)) / 10)), units.length - 1);
  return `${(bytes / 2 ** (10 * power)).toLocaleString("en-US", { maximumFractionDigits: 1 })} ${units[power]}`;
}

export const inRows = (rows: number): string => `${rows.toLocaleString("en-US", { maximumFractionDigits: 0 })} rows`;
