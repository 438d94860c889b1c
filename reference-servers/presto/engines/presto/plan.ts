/** The plan that EXPLAIN (TYPE LOGICAL, FORMAT JSON) gives, and the rows it goes through. Pure. */
import type { Amount } from "@drawbridge/framework/plan";
import { z } from "zod";
import { unexpectedAnswer } from "./engine-error.ts";
import { columnsOf, joinsColumns } from "./join-columns.ts";

/** Presto and Trino write NaN and Infinity, their "unknown", as texts. */
export const Estimated = z.union([z.number().nonnegative(), z.string().transform((): "unknown" => "unknown")]);

export interface PlanNode {
  readonly name: string;
  /** Presto: what stands behind the name in the text form. */
  readonly identifier: string;
  /** Trino: the same in parts. A join's `criteria` are its equalities. */
  readonly descriptor: { readonly criteria?: string | undefined };
  /** Definitions of what the node hands on, one a line. Literals in them may have line breaks. */
  readonly details: string;
  readonly children: readonly PlanNode[];
  /** A scan that also filters and projects has one for each step; an aggregation often has none. */
  readonly estimates: readonly { readonly outputRowCount: Amount }[];
}

const Plan: z.ZodType<PlanNode> = z.object({
  name: z.string(),
  identifier: z.string().default(""),
  descriptor: z.object({ criteria: z.string().optional() }).default({}),
  details: z.union([z.string(), z.array(z.string()).transform((lines) => lines.join("\n"))]).default(""),
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
 * never ends. A join by tables' own columns counts as the engine's statistics say, and what rests on any other join as the
 * product of its inputs (join-columns.ts). A step without an estimate hands on no more than it is handed.
 */
export const rowsThrough = (plan: PlanNode): Amount => boundOf(plan, columnsOf(nodesOf(plan))).work;

interface Bound {
  readonly output: Amount;
  /** The most rows that the step, or one below it, goes through. */
  readonly work: Amount;
  /** A join in this part of the plan is one that the statistics say nothing of. */
  readonly unmeasured: boolean;
}

function boundOf(node: PlanNode, columns: ReadonlySet<string>): Bound {
  const inputs = node.children.map((child) => boundOf(child, columns));
  const multiplies = node.name.endsWith("Join") && node.name !== "SemiJoin";
  const unmeasured =
    inputs.some((input) => input.unmeasured) || (multiplies && !joinsColumns(node, columns)) || node.name === "Unnest";
  const output = outputOf(node, multiplies, unmeasured, inputs);
  const within = unmeasured ? [] : node.estimates.slice(0, -1).map(({ outputRowCount }) => outputRowCount);
  const work = [output, ...within, ...inputs.map((input) => input.work)].reduce<Amount>(larger, 0);
  return { output, work, unmeasured };
}

function outputOf(node: PlanNode, multiplies: boolean, unmeasured: boolean, inputs: readonly Bound[]): Amount {
  const rows = inputs.map(({ output }) => output);
  if (node.name === "Unnest") return "unknown"; // Presto guesses one element in every array
  if (unmeasured && multiplies) return larger(rows.reduce<Amount>(product, 1), rows.reduce<Amount>(larger, 0));
  if (unmeasured && node.name === "SemiJoin") return rows[0] ?? "unknown";
  const estimate = unmeasured ? "unknown" : (node.estimates.at(-1)?.outputRowCount ?? "unknown");
  if (estimate !== "unknown") return estimate;
  return multiplies || rows.length === 0 ? "unknown" : rows.reduce<Amount>(sum, 0);
}

/** One unknown part makes the whole unknown. */
const both =
  (combine: (a: number, b: number) => number) =>
  (a: Amount, b: Amount): Amount =>
    a === "unknown" || b === "unknown" ? "unknown" : combine(a, b);

const larger = both((a, b) => Math.ceil(Math.max(a, b)));
export const sum = both((a, b) => a + b);
const product = both((a, b) => a * b);
