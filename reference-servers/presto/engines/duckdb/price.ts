/**
 * What a statement costs, judged from its plan alone. An upper bound on purpose where that is cheap to have:
 * - bytes: every table scan reads each column that it outputs or filters on, whole and uncompressed. Zone maps and
 *   LIMIT often read less.
 * - rows: the largest number of rows that any step reads or produces, by the optimizer's estimate. It is what shows a
 *   join that multiplies, which reads few bytes and never ends.
 * A recursive query has no price: nobody knows how often it goes round.
 */
import type { Amount } from "@drawbridge/framework/plan";
import { columnWidth } from "./column-width.ts";
import { entries, operators, type PlanNode, scannedTable } from "./query-plan.ts";
import { type Table, type Tables, tablePrinted } from "./tables.ts";

export interface Price {
  readonly rows: Amount;
  readonly bytes: Amount;
}

/** Joins that compare every row with every row: the work is the product, whatever comes out. */
const multiplying = new Set(["CROSS_PRODUCT", "NESTED_LOOP_JOIN", "BLOCKWISE_NL_JOIN"]);
const recursive = new Set(["REC_CTE", "RECURSIVE_CTE", "REC_KEY_CTE", "RECURSIVE_KEY_CTE"]);

/** Rows of the sources that print no estimate. */
const sources: ReadonlyMap<string, number> = new Map([
  ["DUMMY_SCAN", 1],
  ["EMPTY_RESULT", 0],
  ["COLUMN_DATA_SCAN", 0],
  ["CTE_SCAN", 0],
  ["DELIM_SCAN", 0],
]);

export function priceOf(plan: readonly PlanNode[], tables: Tables): Price {
  const nodes = [...operators(plan)];
  if (nodes.some(({ name }) => recursive.has(name))) return { rows: "unknown", bytes: "unknown" };
  return {
    rows: nodes.map((node) => work(node, tables)).reduce<Amount>(larger, 0),
    bytes: nodes.map((node) => scannedBytes(node, tables)).reduce<Amount>(sum, 0),
  };
}

/** Rows that one operator goes through. */
function work(node: PlanNode, tables: Tables): Amount {
  const scanned = scannedTable(node);
  if (scanned !== null) return tablePrinted(tables, scanned)?.rows ?? "unknown";
  return multiplying.has(node.name) ? node.children.map(output).reduce<Amount>(product, 1) : output(node);
}

/** Rows that one operator hands on; where DuckDB prints no estimate, as many as it is handed. */
function output(node: PlanNode): Amount {
  if (multiplying.has(node.name)) return node.children.map(output).reduce<Amount>(product, 1);
  const estimate = entries(node, "Estimated Cardinality")[0];
  if (estimate !== undefined) return amount(estimate);
  if (node.children.length > 0) return node.children.map(output).reduce<Amount>(larger, 0);
  return sources.get(node.name) ?? "unknown";
}

function scannedBytes(node: PlanNode, tables: Tables): Amount {
  const name = scannedTable(node);
  if (name === null) return 0;
  const table = tablePrinted(tables, name);
  return table === undefined ? "unknown" : table.rows * rowWidth(node, table);
}

/** Filters are printed as text, so a column counts as read where its name stands in one. */
function rowWidth(node: PlanNode, table: Table): number {
  const projected = new Set(entries(node, "Projections"));
  const words = new Set(entries(node, "Filters").flatMap((filter) => filter.match(/\w+/g) ?? []));
  return table.columns
    .filter(({ name }) => projected.has(name) || words.has(name))
    .reduce((width, { type }) => width + columnWidth(type), 0);
}

const amount = (text: string): Amount => {
  const number = Number(text);
  return Number.isFinite(number) ? number : "unknown";
};

const both = (combine: (a: number, b: number) => number) => (a: Amount, b: Amount) =>
  a === "unknown" || b === "unknown" ? "unknown" : combine(a, b);
const larger = both(Math.max);
const sum = both((a, b) => a + b);
const product = both((a, b) => a * b);
