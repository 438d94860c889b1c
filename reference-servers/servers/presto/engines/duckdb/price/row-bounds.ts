/**
 * Computes the maximum rows that each step of a plan can process. It does not use the optimizer's estimates, which
 * count a list as one element and a computed key as unique. A join is bounded by the product of its sides. If its key
 * is a table's own columns, the bound is the rows of the other side times the maximum rows of one key (join-keys.ts).
 * An unknown operator has no bound.
 */
import type { Amount } from "@drawbridge/framework";
import type { Facts } from "../parse-tree-facts.ts";
import { type Table, type Tables, tablePrinted } from "../tables.ts";
import { larger, product, sum, tighter } from "./amounts.ts";
import type { JoinKeys } from "./join-keys.ts";
import { calledFunction, entries, type PlanNode, scannedTable } from "./query-plan.ts";

export interface Knowledge {
  readonly tables: Tables;
  readonly facts: Facts;
  readonly keys: JoinKeys;
}

interface Bound {
  /** Maximum rows of the step's output. */
  readonly output: Amount;
  /** Maximum rows that this step, or a step below it, processes. */
  readonly work: Amount;
}

/** Bounds of other parts of the plan that a step refers to. */
interface PlanContext {
  /** Rows of the queries of WITH clauses, by index. */
  readonly named: ReadonlyMap<string, Amount>;
  /** The correlated joins around the step, by index: rows of the outer side, and number of columns that correlate. */
  readonly outer: ReadonlyMap<string, { readonly rows: Amount; readonly columns: number }>;
  /** Rows of the nearest outer side; its placeholder has these rows. */
  readonly nearest: Amount;
}

const passThrough: ReadonlySet<string> = new Set([
  ...["PROJECTION", "FILTER", "ORDER_BY", "WINDOW", "STREAMING_WINDOW", "LIMIT_PERCENT"],
  ...["RESERVOIR_SAMPLE", "STREAMING_SAMPLE", "RESULT_COLLECTOR", "CREATE_TABLE_AS", "INSERT", "BATCH_INSERT"],
  ...["BATCH_CREATE_TABLE_AS", "DELETE", "UPDATE", "MERGE_INTO", "EXPLAIN_ANALYZE", "PREPARED_STATEMENT"],
]);
const multiplyingJoins: ReadonlySet<string> = new Set([
  ...["CROSS_PRODUCT", "NESTED_LOOP_JOIN", "BLOCKWISE_NL_JOIN", "PIECEWISE_MERGE_JOIN", "IE_JOIN", "ASOF_JOIN"],
]);
/** DuckDB's perfect hash table has at most 2 ** 12 groups. */
const maxPerfectGroups = 4_096;
/**
 * Maximum rows for DuckDB's own objects in a table function that lists the catalogue; the columns of tables are added.
 */
const maxOwnObjects = 10_000;

/** The maximum rows that any step processes; "unknown" if a step has no bound. */
export async function maxRowsOfPlan(plan: readonly PlanNode[], knowledge: Knowledge): Promise<Amount> {
  const emptyContext: PlanContext = { named: new Map(), outer: new Map(), nearest: 0 };
  const bounds = await Promise.all(plan.map((node) => bound(node, knowledge, emptyContext)));
  return bounds.map(({ work }) => work).reduce<Amount>(larger, 0);
}

async function bound(node: PlanNode, knowledge: Knowledge, context: PlanContext): Promise<Bound> {
  if (node.name === "CTE") return boundOfNamed(node, knowledge, context);
  if (/^(LEFT|RIGHT)_DELIM_JOIN$/.test(node.name)) return boundOfCorrelated(node, knowledge, context);
  const children = await Promise.all(node.children.map((child) => bound(child, knowledge, context)));
  const below = children.map(({ work }) => work).reduce<Amount>(larger, 0);
  const own = await stepBound(
    node,
    children.map(({ output }) => output),
    knowledge,
    context,
  );
  return { output: own.output, work: larger(below, own.work) };
}

async function boundOfNamed(node: PlanNode, knowledge: Knowledge, context: PlanContext): Promise<Bound> {
  const [query, main] = node.children;
  if (query === undefined || main === undefined) return noBound;
  const cte = await bound(query, knowledge, context);
  const index = entries(node, "Table Index")[0] ?? "";
  const mainQuery = await bound(main, knowledge, {
    ...context,
    named: new Map([...context.named, [index, cte.output]]),
  });
  return { output: mainQuery.output, work: larger(cte.work, mainQuery.work) };
}

/**
 * The children of a correlated join: the outer side, the join that contains its placeholder, and the grouping of the
 * correlated columns.
 */
async function boundOfCorrelated(node: PlanNode, knowledge: Knowledge, context: PlanContext): Promise<Bound> {
  const [side, join, grouping] = node.children;
  if (side === undefined || join === undefined || grouping === undefined) return noBound;
  const outer = await bound(side, knowledge, context);
  const index = entries(node, "Delim Index")[0] ?? "";
  const columns = entries(grouping, "Groups").length;
  const inside = new Map([...context.outer, [index, { rows: outer.output, columns }] as const]);
  const inner = await bound(join, knowledge, { ...context, outer: inside, nearest: outer.output });
  return { output: inner.output, work: larger(outer.work, inner.work) };
}

const noBound: Bound = { output: "unknown", work: "unknown" };
const same = (rows: Amount): Bound => ({ output: rows, work: rows });

async function stepBound(
  node: PlanNode,
  inputs: readonly Amount[],
  knowledge: Knowledge,
  context: PlanContext,
): Promise<Bound> {
  const scanned = scannedTable(node);
  if (scanned !== null) return same(tablePrinted(knowledge.tables, scanned)?.rows ?? "unknown");
  const [input = "unknown"] = inputs;
  if (passThrough.has(node.name)) return same(input);
  if (multiplyingJoins.has(node.name)) return same(atLeastInputs(inputs.reduce<Amount>(product, 1), inputs));
  switch (node.name) {
    case "HASH_JOIN":
      return hashJoinBound(node, inputs, knowledge, context);
    case "LIMIT":
    case "STREAMING_LIMIT":
      // If the text has no LIMIT, the optimizer added this one.
      return { output: tighter(input, knowledge.facts.maxLimitRows || "unknown"), work: input };
    case "HASH_GROUP_BY":
    case "PARTITIONED_AGGREGATE":
    case "STREAMING_GROUP_BY":
      return same(product(input, knowledge.facts.groupingSets));
    case "PERFECT_HASH_GROUP_BY":
      return { output: tighter(input, maxPerfectGroups), work: input };
    case "UNGROUPED_AGGREGATE":
    case "SIMPLE_AGGREGATE":
      return { output: 1, work: input };
    case "TOP_N":
      return { output: tighter(input, Number(entries(node, "Top")[0] ?? "unknown") || "unknown"), work: input };
    case "UNION":
      return same(inputs.reduce<Amount>(sum, 0));
    case "UNNEST":
      return same(product(inputs.length === 0 ? 1 : input, knowledge.facts.maxListLength));
    case "INOUT_FUNCTION":
      return entries(node, "Name")[0]?.toLowerCase() === "unnest"
        ? same(product(input, knowledge.facts.maxListLength))
        : noBound;
    case "EMPTY_RESULT":
      return same(0);
    case "DUMMY_SCAN":
      return same(larger(1, context.nearest));
    case "COLUMN_DATA_SCAN":
      return same(larger(Number(entries(node, "Estimated Cardinality")[0] ?? 0), context.nearest));
    case "CTE_SCAN":
      return same(context.named.get(entries(node, "CTE Index")[0] ?? "") ?? "unknown");
    case "DELIM_SCAN":
      return same(context.outer.get(entries(node, "Delim Index")[0] ?? "")?.rows ?? "unknown");
    case "EXPRESSION_SCAN":
      return same(larger(1, input));
    default:
      return calledFunction(node)?.startsWith("DUCKDB_") === true ? same(catalogueRows(knowledge.tables)) : noBound;
  }
}

const catalogueRows = (tables: Tables): number =>
  [...tables.values()].reduce((rows, { columns }) => rows + columns.length + 1, maxOwnObjects);

/** An outer join also returns the rows of its sides. */
const atLeastInputs = (pairs: Amount, inputs: readonly Amount[]): Amount =>
  larger(pairs, inputs.reduce<Amount>(larger, 0));

async function hashJoinBound(
  node: PlanNode,
  [left = "unknown", right = "unknown"]: readonly Amount[],
  knowledge: Knowledge,
  context: PlanContext,
): Promise<Bound> {
  const conditions = entries(node, "Conditions").map(readCondition);
  const kind = entries(node, "Join Type")[0] ?? "";
  const [leftSide, rightSide] = node.children;
  const perKey = (side: PlanNode | undefined, of: "left" | "right"): Promise<number> => {
    const names = conditions.flatMap((condition) => (condition === null ? [] : [condition[of]]));
    return side === undefined || names.length === 0
      ? Promise.resolve(Number.POSITIVE_INFINITY)
      : maxRowsOfKey(side, names, conditions.length, knowledge, context);
  };
  // The smaller side is counted first. If its keys are unique, counting the other side does not improve the bound.
  const leftIsSmaller = left !== "unknown" && (right === "unknown" || left < right);
  const few = await (leftIsSmaller ? perKey(leftSide, "left") : perKey(rightSide, "right"));
  const many =
    few <= 1 ? Number.POSITIVE_INFINITY : await (leftIsSmaller ? perKey(rightSide, "right") : perKey(leftSide, "left"));
  const [ofLeft, ofRight] = leftIsSmaller ? [few, many] : [many, few];
  const times = (rows: Amount, max: number): Amount =>
    max === Number.POSITIVE_INFINITY ? "unknown" : product(rows, max);
  const matches = tighter(product(left, right), tighter(times(left, ofRight), times(right, ofLeft)));
  // An outer join also returns rows without a match: of its left side, its right side, or both.
  const alone = { LEFT: left, RIGHT: right, OUTER: sum(left, right), FULL: sum(left, right) }[kind] ?? 0;
  const output = sum(matches, alone);
  const rows = larger(output, larger(left, right));
  const equal = conditions.every((condition) => condition !== null);
  if (kind === "RIGHT_SEMI" || kind === "RIGHT_ANTI")
    return { output: right, work: equal ? larger(left, right) : rows };
  // Each row of the left side is returned once if the right side has its key.
  if (kind === "SEMI") return { output: tighter(left, times(right, ofLeft)), work: equal ? larger(left, right) : rows };
  // Each row of the left side is returned at most once.
  if (/^(ANTI|MARK|SINGLE)$/.test(kind)) return { output: left, work: equal ? larger(left, right) : rows };
  return { output, work: rows };
}

/** "a = b" and "a IS NOT DISTINCT FROM b" of plain names; null for any other condition. */
function readCondition(text: string): { readonly left: string; readonly right: string } | null {
  const [, left, right] = /^([\w#]+) (?:=|IS NOT DISTINCT FROM) ([\w#]+)$/.exec(text) ?? [];
  return left === undefined || right === undefined ? null : { left, right };
}

/**
 * Maximum rows of a side with the same value of `names`. Infinity if that is uncertain, because the query gives a name
 * to something else.
 */
async function maxRowsOfKey(
  side: PlanNode,
  names: readonly string[],
  conditions: number,
  knowledge: Knowledge,
  context: PlanContext,
): Promise<number> {
  if (side.name === "DELIM_SCAN") {
    const { columns = Number.POSITIVE_INFINITY } = context.outer.get(entries(side, "Delim Index")[0] ?? "") ?? {};
    return conditions >= columns ? 1 : Number.POSITIVE_INFINITY; // its rows are distinct
  }
  const { aliases } = knowledge.facts;
  const certain = names.filter((name) => aliases !== null && !aliases.has(name.toLowerCase()));
  return certain.length === 0 ? Number.POSITIVE_INFINITY : maxRowsOfColumns(side, certain, knowledge);
}

async function maxRowsOfColumns(side: PlanNode, names: readonly string[], knowledge: Knowledge): Promise<number> {
  const table = tableOf(side, knowledge.tables);
  if (table !== null) {
    // DuckDB's row id, which it uses to look up the other columns of limited rows.
    if (names.includes("rowid") && !table.columns.some(({ name }) => name === "rowid")) return 1;
    const columns = names.filter((name) => scans(side, table, name));
    const max = columns.length === 0 ? null : await knowledge.keys.maxRowsPerKey(table, columns);
    return max ?? Number.POSITIVE_INFINITY;
  }
  const [first, second] = side.children;
  if ((side.name === "FILTER" || side.name === "PROJECTION") && first !== undefined) {
    return maxRowsOfColumns(first, names, knowledge);
  }
  if (side.name !== "HASH_JOIN" || entries(side, "Join Type")[0] !== "INNER") return Number.POSITIVE_INFINITY;
  if (first === undefined || second === undefined) return Number.POSITIVE_INFINITY;
  // For one key: the rows of the side that has it, times the rows that each of them matches on the other side.
  const { aliases } = knowledge.facts;
  const conditions = entries(side, "Conditions").flatMap((text) => readCondition(text) ?? []);
  const own = (name: string): boolean => aliases !== null && !aliases.has(name.toLowerCase());
  const through = async (has: PlanNode, other: PlanNode, of: "left" | "right"): Promise<number> => {
    const keys = conditions.map((condition) => condition[of]).filter(own);
    const max = keys.length === 0 ? Number.POSITIVE_INFINITY : await maxRowsOfColumns(has, names, knowledge);
    if (max === 0 || max === Number.POSITIVE_INFINITY) return max;
    return max * (await maxRowsOfColumns(other, keys, knowledge));
  };
  const sides = [
    { has: first, other: second, of: "right" as const },
    { has: second, other: first, of: "left" as const },
  ].filter(({ has }) => readsColumn(has, names));
  const bounds = await Promise.all(sides.map(({ has, other, of }) => through(has, other, of)));
  // If both sides have such a column, either may be meant.
  return bounds.length === 0 ? Number.POSITIVE_INFINITY : Math.max(...bounds);
}

/** True if a scan in this part of the plan reads a column with one of these names. */
const readsColumn = (node: PlanNode, names: readonly string[]): boolean =>
  entries(node, "Projections").some((name) => names.includes(name)) ||
  node.children.some((child) => readsColumn(child, names));

const tableOf = (node: PlanNode, tables: Tables): Table | null => {
  const scanned = scannedTable(node);
  return scanned === null ? null : (tablePrinted(tables, scanned) ?? null);
};

/**
 * True if a scan returns its table's own column of that name. With structs that is uncertain, because a field can have
 * the name of another column.
 */
const scans = (scan: PlanNode, { columns }: Table, name: string): boolean =>
  entries(scan, "Projections").includes(name) &&
  columns.some((column) => column.name === name) &&
  !columns.some(({ type }) => type.startsWith("STRUCT"));
