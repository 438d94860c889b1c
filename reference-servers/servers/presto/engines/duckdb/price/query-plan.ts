/** DuckDB's physical plan, as `EXPLAIN (FORMAT JSON)` prints it. */
import { z } from "zod";

/** One operator. The keys of `extra_info` depend on the operator. */
export const PlanNode = z.object({
  name: z.string(),
  extra_info: z.record(z.string(), z.union([z.string(), z.array(z.string())])),
  get children() {
    return z.array(PlanNode);
  },
});
export type PlanNode = z.infer<typeof PlanNode>;

const Plan = z.array(PlanNode);

/** Reads the text of the plan. Throws ZodError or SyntaxError if DuckDB's format has changed. */
export const readPlan = (text: string): readonly PlanNode[] => Plan.parse(JSON.parse(text));

/** Every operator of the plan. */
export function* operators(nodes: readonly PlanNode[]): Iterable<PlanNode> {
  for (const node of nodes) {
    yield node;
    yield* operators(node.children);
  }
}

/** An entry of `extra_info` as a list. DuckDB writes a single value as a string, and no value as "". */
export function entries(node: PlanNode, key: string): readonly string[] {
  const value = node.extra_info[key] ?? [];
  if (typeof value !== "string") return value;
  return value === "" ? [] : [value];
}

/** The table that an operator scans, as catalog.schema.table; null if it scans none. */
export const scannedTable = (node: PlanNode): string | null => entries(node, "Table")[0] ?? null;

/** The table function that an operator calls, for example "RANGE"; null if it calls none. */
export const calledFunction = (node: PlanNode): string | null => entries(node, "Function")[0] ?? null;

/** Every table that the plan reads, as catalog.schema.table, in order. */
export const scannedTables = (plan: readonly PlanNode[]): readonly string[] =>
  [...new Set([...operators(plan)].flatMap((node) => scannedTable(node) ?? []))].sort();
