/** Reads the plan of EXPLAIN (TYPE LOGICAL, FORMAT JSON) and computes the rows that it processes. Pure. */
import type { Amount } from "@drawbridge/framework";
import { z } from "zod";
import type { Unnests } from "../../sql/unnests.ts";
import { unexpectedAnswer } from "./engine-error.ts";
import { columnsOf, joinsColumns } from "./join-columns.ts";

/** Presto and Trino write NaN and Infinity as texts; both mean unknown. */
export const Estimated = z.union([z.number().nonnegative(), z.string().transform((): "unknown" => "unknown")]);

export interface PlanNode {
  readonly name: string;
  /** Presto: the part after the name in the text format. */
  readonly identifier: string;
  /** Trino: the same in parts. A join's `criteria` are its equalities. */
  readonly descriptor: { readonly criteria?: string | undefined };
  /** Definitions of the node's output, one per line. Literals in them may have line breaks. */
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

/** Throws SqlError "engine-failed" if the text is no plan. */
export const readPlan = (json: string): PlanNode => readExplained(Plan, json);

export function readExplained<Shape>(schema: z.ZodType<Shape>, json: string): Shape {
  try {
    return schema.parse(JSON.parse(json));
  } catch {
    throw unexpectedAnswer("to EXPLAIN has an unknown format");
  }
}

export const nodesOf = (node: PlanNode): readonly PlanNode[] => [node, ...node.children.flatMap(nodesOf)];

/** The nodes that read tables. */
export const scansOf = (plan: PlanNode): readonly PlanNode[] =>
  nodesOf(plan).filter(({ name, children }) => children.length === 0 && name !== "Values");

/**
 * The maximum rows that any step reads or returns. It shows a join that multiplies rows, which reads little and never
 * ends. A join by tables' own columns uses the engine's statistics. Any other join, and every step above it, uses the
 * product of its inputs (join-columns.ts). A step without an estimate returns at most the rows of its input.
 */
export function maxRowsOfPlan(plan: PlanNode, { unnests = null, unknownScanRows = "unknown" }: Hints = {}): Amount {
  const nodes = nodesOf(plan);
  // A view in the plan can have UNNESTs that are not in the statement.
  const isKnown = unnests !== null && nodes.filter(isUnnest).length <= unnests.count;
  const rowsOfUnnest = isKnown ? unnests.maxElements : "unknown";
  return boundOf(plan, { columns: columnsOf(nodes), rowsOfUnnest, unknownScanRows }).work;
}

/** What the caller knows in addition to the plan. */
export interface Hints {
  /** The UNNESTs of the statement; null if its text does not show how long their arrays are. */
  readonly unnests?: Unnests | null;
  /** Rows of a scan without an estimate. */
  readonly unknownScanRows?: Amount;
}

interface Knowledge {
  readonly columns: ReadonlySet<string>;
  /** Maximum rows that an UNNEST makes of one row. */
  readonly rowsOfUnnest: Amount;
  readonly unknownScanRows: Amount;
}

/** Presto names it Unnest, and Trino also names it CrossJoin Unnest. */
const isUnnest = ({ name }: PlanNode): boolean => /(^| )Unnest$/.test(name);

interface Bound {
  readonly output: Amount;
  /** Maximum rows that the step, or one below it, processes. */
  readonly work: Amount;
  /** True if the statistics do not cover a join in this part of the plan. */
  readonly unmeasured: boolean;
}

function boundOf(node: PlanNode, knowledge: Knowledge): Bound {
  const inputs = node.children.map((child) => boundOf(child, knowledge));
  const multiplies = node.name.endsWith("Join") && node.name !== "SemiJoin";
  const unmeasured =
    inputs.some((input) => input.unmeasured) ||
    (multiplies && !joinsColumns(node, knowledge.columns)) ||
    isUnnest(node);
  const output = outputOf(node, multiplies, unmeasured, inputs, knowledge);
  const estimates = node.estimates.slice(0, -1).map(({ outputRowCount }) => outputRowCount);
  const areUnknown = unmeasured || (knowledge.unknownScanRows !== "unknown" && estimates.includes("unknown"));
  const within = areUnknown ? [] : estimates;
  const work = [output, ...within, ...inputs.map((input) => input.work)].reduce<Amount>(larger, 0);
  return { output, work, unmeasured };
}

function outputOf(
  node: PlanNode,
  multiplies: boolean,
  unmeasured: boolean,
  inputs: readonly Bound[],
  { rowsOfUnnest, unknownScanRows }: Knowledge,
): Amount {
  const rows = inputs.map(({ output }) => output);
  const everyPair = (): Amount => larger(rows.reduce<Amount>(product, 1), rows.reduce<Amount>(larger, 0));
  if (isUnnest(node)) return rows.reduce<Amount>(product, rowsOfUnnest); // Presto assumes one element in every array
  if (unmeasured && multiplies) return everyPair();
  if (unmeasured && node.name === "SemiJoin") return rows[0] ?? "unknown";
  const estimate = unmeasured ? "unknown" : (node.estimates.at(-1)?.outputRowCount ?? "unknown");
  if (estimate !== "unknown") return estimate;
  if (rows.length === 0) return node.name === "Values" ? "unknown" : unknownScanRows;
  if (multiplies) return unknownScanRows === "unknown" ? "unknown" : everyPair();
  return rows.reduce<Amount>(sum, 0);
}

/** If one operand is unknown, the result is unknown. */
const both =
  (combine: (a: number, b: number) => number) =>
  (a: Amount, b: Amount): Amount =>
    a === "unknown" || b === "unknown" ? "unknown" : combine(a, b);

const larger = both((a, b) => Math.ceil(Math.max(a, b)));
export const sum = both((a, b) => a + b);
const product = both((a, b) => a * b);
