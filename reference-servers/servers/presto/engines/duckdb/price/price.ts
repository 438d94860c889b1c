/**
 * The maximum cost of a statement, computed before it runs:
 * - bytes: every table scan reads each column that it outputs or filters on, whole and uncompressed. Zone maps and
 * LIMIT often read less.
 * - rows: the largest number of rows that any step can read or produce (row-bounds.ts). A recursive query has no price,
 * because its number of iterations is unknown.
 */
import type { Amount } from "@drawbridge/framework";
import { type Table, type Tables, tablePrinted } from "../tables.ts";
import { sum } from "./amounts.ts";
import { columnWidth } from "./column-width.ts";
import { entries, operators, type PlanNode, scannedTable } from "./query-plan.ts";
import { type Knowledge, maxRowsOfPlan } from "./row-bounds.ts";

export interface Price {
  readonly rows: Amount;
  readonly bytes: Amount;
}

const recursive = new Set(["REC_CTE", "RECURSIVE_CTE", "REC_KEY_CTE", "RECURSIVE_KEY_CTE"]);

export async function priceOf(plan: readonly PlanNode[], knowledge: Knowledge): Promise<Price> {
  const nodes = [...operators(plan)];
  if (nodes.some(({ name }) => recursive.has(name))) return { rows: "unknown", bytes: "unknown" };
  return { rows: await maxRowsOfPlan(plan, knowledge), bytes: bytesOf(plan, knowledge.tables) };
}

/** Bytes of the tables that a plan scans. */
export const bytesOf = (plan: readonly PlanNode[], tables: Tables): Amount =>
  [...operators(plan)].map((node) => scannedBytes(node, tables)).reduce<Amount>(sum, 0);

function scannedBytes(node: PlanNode, tables: Tables): Amount {
  const name = scannedTable(node);
  if (name === null) return 0;
  const table = tablePrinted(tables, name);
  return table === undefined ? "unknown" : table.rows * rowWidth(node, table);
}

/** Filters are printed as text, so a column counts as read if a filter contains its name. */
function rowWidth(node: PlanNode, table: Table): number {
  const projected = new Set(entries(node, "Projections"));
  const words = new Set(entries(node, "Filters").flatMap((filter) => filter.match(/\w+/g) ?? []));
  return table.columns
    .filter(({ name }) => projected.has(name) || words.has(name))
    .reduce((width, { type }) => width + columnWidth(type), 0);
}
