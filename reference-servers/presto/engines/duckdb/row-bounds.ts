/**
 * How many rows each step of a plan can go through at most. The optimizer's estimates are not used: it takes a list for
 * one element and a computed key for a unique one. A join is bounded by the product of its sides, or by the other
 * side's rows times the most rows of one key where the key is a table's own columns (join-keys.ts). An operator that is
 * not known here has no bound.
 */
import type { Amount } from "@drawbridge/framework/plan";
import { larger, product, sum, tighter } from "./amounts.ts";
import type { JoinKeys } from "./join-keys.ts";
import type { Facts } from "./parsed-facts.ts";
import { calledFunction, entries, type PlanNode, scannedTable } from "./query-plan.ts";
import { type Table, type Tables, tablePrinted } from "./tables.ts";

export interface Knowledge {
  readonly tables: Tables;
  readonly facts: Facts;
  readonly keys: JoinKeys;
}

interface Bound {
  /** Rows that the step hands on. */
  readonly output: Amount;
  /** The most rows that it, or a step below it, goes through. */
  readonly work: Amount;
}

/** What a step refers to that stands elsewhere in the plan. */
interface Around {
  /** Rows of a WITH's query, by its index. */
  readonly named: ReadonlyMap<string, Amount>;
  /** Of the correlated joins around it, by their index: rows of the outer side, and columns by which they correlate. */
  readonly outer: ReadonlyMap<string, { readonly rows: Amount; readonly columns: number }>;
  /** Rows of the nearest outer side: what its placeholder stands for. */
  readonly nearest: Amount;
}

const passing: ReadonlySet<string> = new Set([
  ...["PROJECTION", "FILTER", "ORDER_BY", "WINDOW", "STREAMING_WINDOW", "LIMIT_PERCENT"],
  ...["RESERVOIR_SAMPLE", "STREAMING_SAMPLE", "RESULT_COLLECTOR", "CREATE_TABLE_AS", "INSERT", "BATCH_INSERT"],
  ...["BATCH_CREATE_TABLE_AS", "DELETE", "UPDATE", "MERGE_INTO", "EXPLAIN_ANALYZE", "PREPARED_STATEMENT"],
]);
const multiplying: ReadonlySet<string> = new Set([
  ...["CROSS_PRODUCT", "NESTED_LOOP_JOIN", "BLOCKWISE_NL_JOIN", "PIECEWISE_MERGE_JOIN", "IE_JOIN", "ASOF_JOIN"],
]);
/** DuckDB's perfect hash table has at most 2 ** 12 groups. */
const perfectGroups = 4_096;
/** Rows of a table function that lists the catalogue: one for each column of a table, and DuckDB's own things. */
const ownThings = 10_000;

/** The most rows that any step goes through; "unknown" where one has no bound. */
export async function rowsAtMost(plan: readonly PlanNode[], knowledge: Knowledge): Promise<Amount> {
  const nothing: Around = { named: new Map(), outer: new Map(), nearest: 0 };
  const bounds = await Promise.all(plan.map((node) => bound(node, knowledge, nothing)));
  return bounds.map(({ work }) => work).reduce<Amount>(larger, 0);
}

async function bound(node: PlanNode, knowledge: Knowledge, around: Around): Promise<Bound> {
  if (node.name === "CTE") return boundOfNamed(node, knowledge, around);
  if (/^(LEFT|RIGHT)_DELIM_JOIN$/.test(node.name)) return boundOfCorrelated(node, knowledge, around);
  const children = await Promise.all(node.children.map((child) => bound(child, knowledge, around)));
  const below = children.map(({ work }) => work).reduce<Amount>(larger, 0);
  const own = await stepBound(
    node,
    children.map(({ output }) => output),
    knowledge,
    around,
  );
  return { output: own.output, work: larger(below, own.work) };
}

async function boundOfNamed(node: PlanNode, knowledge: Knowledge, around: Around): Promise<Bound> {
  const [query, main] = node.children;
  if (query === undefined || main === undefined) return noBound;
  const named = await bound(query, knowledge, around);
  const index = entries(node, "Table Index")[0] ?? "";
  const then = await bound(main, knowledge, { ...around, named: new Map([...around.named, [index, named.output]]) });
  return { output: then.output, work: larger(named.work, then.work) };
}

/** The outer side, the join that its placeholder stands in, and the grouping of the columns by which they correlate. */
async function boundOfCorrelated(node: PlanNode, knowledge: Knowledge, around: Around): Promise<Bound> {
  const [side, join, grouping] = node.children;
  if (side === undefined || join === undefined || grouping === undefined) return noBound;
  const outer = await bound(side, knowledge, around);
  const index = entries(node, "Delim Index")[0] ?? "";
  const columns = entries(grouping, "Groups").length;
  const inside = new Map([...around.outer, [index, { rows: outer.output, columns }] as const]);
  const then = await bound(join, knowledge, { ...around, outer: inside, nearest: outer.output });
  return { output: then.output, work: larger(outer.work, then.work) };
}

const noBound: Bound = { output: "unknown", work: "unknown" };
const same = (rows: Amount): Bound => ({ output: rows, work: rows });

async function stepBound(
  node: PlanNode,
  inputs: readonly Amount[],
  knowledge: Knowledge,
  around: Around,
): Promise<Bound> {
  const scanned = scannedTable(node);
  if (scanned !== null) return same(tablePrinted(knowledge.tables, scanned)?.rows ?? "unknown");
  const [input = "unknown"] = inputs;
  if (passing.has(node.name)) return same(input);
  if (multiplying.has(node.name)) return same(joined(inputs.reduce<Amount>(product, 1), inputs));
  switch (node.name) {
    case "HASH_JOIN":
      return hashJoinBound(node, inputs, knowledge, around);
    case "LIMIT":
    case "STREAMING_LIMIT":
      // Without one in the text, the optimizer made it.
      return { output: tighter(input, knowledge.facts.mostLimited || "unknown"), work: input };
    case "HASH_GROUP_BY":
    case "PARTITIONED_AGGREGATE":
    case "STREAMING_GROUP_BY":
      return same(product(input, knowledge.facts.groupingSets));
    case "PERFECT_HASH_GROUP_BY":
      return { output: tighter(input, perfectGroups), work: input };
    case "UNGROUPED_AGGREGATE":
    case "SIMPLE_AGGREGATE":
      return { output: 1, work: input };
    case "TOP_N":
      return { output: tighter(input, Number(entries(node, "Top")[0] ?? "unknown") || "unknown"), work: input };
    case "UNION":
      return same(inputs.reduce<Amount>(sum, 0));
    case "UNNEST":
      return same(product(inputs.length === 0 ? 1 : input, knowledge.facts.longestList));
    case "INOUT_FUNCTION":
      return entries(node, "Name")[0]?.toLowerCase() === "unnest"
        ? same(product(input, knowledge.facts.longestList))
        : noBound;
    case "EMPTY_RESULT":
      return same(0);
    case "DUMMY_SCAN":
      return same(larger(1, around.nearest));
    case "COLUMN_DATA_SCAN":
      return same(larger(Number(entries(node, "Estimated Cardinality")[0] ?? 0), around.nearest));
    case "CTE_SCAN":
      return same(around.named.get(entries(node, "CTE Index")[0] ?? "") ?? "unknown");
    case "DELIM_SCAN":
      return same(around.outer.get(entries(node, "Delim Index")[0] ?? "")?.rows ?? "unknown");
    case "EXPRESSION_SCAN":
      return same(larger(1, input));
    default:
      return calledFunction(node)?.startsWith("DUCKDB_") === true ? same(catalogueRows(knowledge.tables)) : noBound;
  }
}

const catalogueRows = (tables: Tables): number =>
  [...tables.values()].reduce((rows, { columns }) => rows + columns.length + 1, ownThings);

/** An outer join hands on the rows of its sides besides. */
const joined = (pairs: Amount, inputs: readonly Amount[]): Amount => larger(pairs, inputs.reduce<Amount>(larger, 0));

async function hashJoinBound(
  node: PlanNode,
  [left = "unknown", right = "unknown"]: readonly Amount[],
  knowledge: Knowledge,
  around: Around,
): Promise<Bound> {
  const conditions = entries(node, "Conditions").map(readCondition);
  const kind = entries(node, "Join Type")[0] ?? "";
  const [leftSide, rightSide] = node.children;
  const perKey = (side: PlanNode | undefined, of: "left" | "right"): Promise<number> => {
    const names = conditions.flatMap((condition) => (condition === null ? [] : [condition[of]]));
    return side === undefined || names.length === 0
      ? Promise.resolve(Number.POSITIVE_INFINITY)
      : mostOfOneKey(side, names, conditions.length, knowledge, around);
  };
  // The smaller side is counted first; where its keys are unique, nothing is won by counting the other.
  const leftIsSmaller = left !== "unknown" && (right === "unknown" || left < right);
  const few = await (leftIsSmaller ? perKey(leftSide, "left") : perKey(rightSide, "right"));
  const many =
    few <= 1 ? Number.POSITIVE_INFINITY : await (leftIsSmaller ? perKey(rightSide, "right") : perKey(leftSide, "left"));
  const [ofLeft, ofRight] = leftIsSmaller ? [few, many] : [many, few];
  const times = (rows: Amount, most: number): Amount =>
    most === Number.POSITIVE_INFINITY ? "unknown" : product(rows, most);
  const matches = tighter(product(left, right), tighter(times(left, ofRight), times(right, ofLeft)));
  // An outer join hands on besides what finds nothing: a row for each of its left, its right, or both.
  const alone = { LEFT: left, RIGHT: right, OUTER: sum(left, right), FULL: sum(left, right) }[kind] ?? 0;
  const output = sum(matches, alone);
  const whole = larger(output, larger(left, right));
  const equal = conditions.every((condition) => condition !== null);
  if (kind === "RIGHT_SEMI" || kind === "RIGHT_ANTI")
    return { output: right, work: equal ? larger(left, right) : whole };
  // Each row of the left side is handed on once, where the right side has its key.
  if (kind === "SEMI")
    return { output: tighter(left, times(right, ofLeft)), work: equal ? larger(left, right) : whole };
  // Each row of the left side finds one at most, or is only kept or left out.
  if (/^(ANTI|MARK|SINGLE)$/.test(kind)) return { output: left, work: equal ? larger(left, right) : whole };
  return { output, work: whole };
}

/** "a = b" and "a IS NOT DISTINCT FROM b" of plain names; null for any other condition. */
function readCondition(text: string): { readonly left: string; readonly right: string } | null {
  const [, left, right] = /^([\w#]+) (?:=|IS NOT DISTINCT FROM) ([\w#]+)$/.exec(text) ?? [];
  return left === undefined || right === undefined ? null : { left, right };
}

/**
 * The most rows of a side that have one value of `names`. Infinity where that is not certain: a name that the query gives
 * to something else may mean anything.
 */
async function mostOfOneKey(
  side: PlanNode,
  names: readonly string[],
  conditions: number,
  knowledge: Knowledge,
  around: Around,
): Promise<number> {
  if (side.name === "DELIM_SCAN") {
    const { columns = Number.POSITIVE_INFINITY } = around.outer.get(entries(side, "Delim Index")[0] ?? "") ?? {};
    return conditions >= columns ? 1 : Number.POSITIVE_INFINITY; // its rows are distinct
  }
  const { aliases } = knowledge.facts;
  const certain = names.filter((name) => aliases !== null && !aliases.has(name.toLowerCase()));
  return certain.length === 0 ? Number.POSITIVE_INFINITY : mostOfColumns(side, certain, knowledge);
}

async function mostOfColumns(side: PlanNode, names: readonly string[], knowledge: Knowledge): Promise<number> {
  const table = tableOf(side, knowledge.tables);
  if (table !== null) {
    // DuckDB's own name of a row, by which it looks up a limited row's other columns.
    if (names.includes("rowid") && !table.columns.some(({ name }) => name === "rowid")) return 1;
    const columns = names.filter((name) => scans(side, table, name));
    const most = columns.length === 0 ? null : await knowledge.keys.mostRowsOfOneKey(table, columns);
    return most ?? Number.POSITIVE_INFINITY;
  }
  const [first, second] = side.children;
  if ((side.name === "FILTER" || side.name === "PROJECTION") && first !== undefined) {
    return mostOfColumns(first, names, knowledge);
  }
  if (side.name !== "HASH_JOIN" || entries(side, "Join Type")[0] !== "INNER") return Number.POSITIVE_INFINITY;
  if (first === undefined || second === undefined) return Number.POSITIVE_INFINITY;
  // Of one key: the rows of the side that has it, times those that each of them finds on the other side.
  const { aliases } = knowledge.facts;
  const conditions = entries(side, "Conditions").flatMap((text) => readCondition(text) ?? []);
  const own = (name: string): boolean => aliases !== null && !aliases.has(name.toLowerCase());
  const through = async (has: PlanNode, other: PlanNode, of: "left" | "right"): Promise<number> => {
    const keys = conditions.map((condition) => condition[of]).filter(own);
    const most = keys.length === 0 ? Number.POSITIVE_INFINITY : await mostOfColumns(has, names, knowledge);
    if (most === 0 || most === Number.POSITIVE_INFINITY) return most;
    return most * (await mostOfColumns(other, keys, knowledge));
  };
  const sides = [
    { has: first, other: second, of: "right" as const },
    { has: second, other: first, of: "left" as const },
  ].filter(({ has }) => handsOn(has, names));
  const found = await Promise.all(sides.map(({ has, other, of }) => through(has, other, of)));
  // Where both sides have such a column, either may be meant.
  return found.length === 0 ? Number.POSITIVE_INFINITY : Math.max(...found);
}

/** Whether a scan in this part of the plan reads a column of one of these names. */
const handsOn = (node: PlanNode, names: readonly string[]): boolean =>
  entries(node, "Projections").some((name) => names.includes(name)) ||
  node.children.some((child) => handsOn(child, names));

const tableOf = (node: PlanNode, tables: Tables): Table | null => {
  const scanned = scannedTable(node);
  return scanned === null ? null : (tablePrinted(tables, scanned) ?? null);
};

/** Whether a scan hands on its table's own column of that name. A field of a struct may bear the name of another column. */
const scans = (scan: PlanNode, { columns }: Table, name: string): boolean =>
  entries(scan, "Projections").includes(name) &&
  columns.some((column) => column.name === name) &&
  !columns.some(({ type }) => type.startsWith("STRUCT"));
