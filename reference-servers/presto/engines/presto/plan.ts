/** The plan that EXPLAIN (TYPE LOGICAL, FORMAT JSON) gives, and the rows it goes through. Pure. */
import type { Amount } from "@drawbridge/framework/plan";
import { z } from "zod";
import { unexpectedAnswer } from "./engine-error.ts";

/** Presto and Trino write NaN and Infinity, their "unknown", as texts. */
export const Estimated = z.union([z.number().nonnegative(), z.string().transform((): "unknown" => "unknown")]);

export interface PlanNode {
  readonly name: string;
  /** Presto: what stands behind the name in the text form. */
  readonly identifier: string;
  readonly children: readonly PlanNode[];
  /** A scan that also filters and projects has one for each step; an aggregation often has none. */
  readonly estimates: readonly { readonly outputRowCount: Amount }[];
}

const Plan: z.ZodType<PlanNode> = z.object({
  name: z.string(),
  identifier: z.string().default(""),
  get children() {
    return z.array(Plan);
  },
  estimates: z.array(z.object({ outputRowCount: Estimated })).default([]),
});

/** Throws SqlError "engine-failed" for what is no plan. */
export const readPlan = (json: string): PlanNode => readExplained(Plan, json);

export function readExplained<Shape>(schema: z.ZodType<Shape>, json: string): Shape {
  try {
    return schema.parse(JSON.parse(json));
  } catch {
    throw unexpectedAnswer("to EXPLAIN is not of a known form");
  }
}

export const nodesOf = (node: PlanNode): readonly PlanNode[] => [node, ...node.children.flatMap(nodesOf)];

/** The nodes that read tables. */
export const scansOf = (plan: PlanNode): readonly PlanNode[] =>
  nodesOf(plan).filter(({ name, children }) => children.length === 0 && name !== "Values");

/**
 * The largest number of rows that any step reads or hands on: it shows a join that multiplies, which reads little and
 * never ends. A step without an estimate hands on no more than it is handed, unless it is one that multiplies.
 */
export const rowsThrough = (plan: PlanNode): Amount =>
  nodesOf(plan)
    .flatMap((node) => [output(node), ...node.estimates.slice(0, -1).map(({ outputRowCount }) => outputRowCount)])
    .reduce<Amount>(larger, 0);

function output(node: PlanNode): Amount {
  if (node.name === "Unnest") return "unknown"; // Presto guesses one element in every array
  const estimate = node.estimates.at(-1)?.outputRowCount ?? "unknown";
  if (estimate !== "unknown") return estimate;
  const multiplies = node.children.length === 0 || node.name.endsWith("Join");
  return multiplies ? "unknown" : node.children.map(output).reduce<Amount>(sum, 0);
}

/** One unknown part makes the whole unknown. */
const both =
  (combine: (a: number, b: number) => number) =>
  (a: Amount, b: Amount): Amount =>
    a === "unknown" || b === "unknown" ? "unknown" : combine(a, b);

const larger = both((a, b) => Math.ceil(Math.max(a, b)));
export const sum = both((a, b) => a + b);
