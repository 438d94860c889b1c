/**
 * Finds how many rows UNNEST makes of one row, where the statement itself shows it. Engines assume one element in every
 * array, so a price needs the lengths from the text.
 */
import type { Tree } from "./grammar.ts";
import { functionsIn, nodesOf, tablesIn } from "./statement-names.ts";

export interface Unnests {
  /** The number of UNNESTs in the statement. */
  readonly count: number;
  /** Maximum elements of an array that one of them gets. */
  readonly maxElements: number;
}

/** Functions that return no array, or none that is longer than their arguments. */
const neverLonger: ReadonlySet<string> = new Set([
  ...["count", "sum", "avg", "min", "max", "abs", "round", "floor", "ceil", "lower", "upper", "trim", "length"],
  ...["row_number", "rank", "dense_rank", "date_trunc", "date_add", "date_diff", "date", "year", "month", "day"],
  ...["cardinality", "contains", "element_at", "array_distinct", "array_join", "array_max", "array_min", "array_sort"],
  ...["filter", "if", "map", "map_keys", "map_values", "nullif", "reverse", "sequence", "slice", "transform"],
]);

/** Null if there is no UNNEST, or if the text does not show how long its arrays are. */
export function unnestsIn(statement: Tree): Unnests | null {
  const unnests = nodesOf(statement).filter(({ kind }) => kind === "Unnest");
  if (unnests.length === 0) return null;
  const inPlace = maxOf(unnests.flatMap(({ children }) => children.filter(isExpression).map(lengthOf)));
  const maxElements = inPlace ?? longestArrayIn(statement);
  return maxElements === null ? null : { count: unnests.length, maxElements: Math.max(1, maxElements) };
}

/**
 * Maximum elements of any array in a statement of constants. Without tables and without functions that make longer
 * arrays, every array is a constructor, a sequence, or read from a text literal.
 */
function longestArrayIn(statement: Tree): number | null {
  const nodes = nodesOf(statement);
  const isConstant =
    tablesIn(statement).length === 0 &&
    functionsIn(statement).every(({ schema, name }) => schema === null && neverLonger.has(name)) &&
    !nodes.some(({ kind }) => kind === "Concatenation");
  const arrays = nodes.filter((node) => node.kind === "ArrayConstructor" || functionName(node) === "sequence");
  const texts = nodes.filter(({ kind }) => kind === "STRING").map(({ text }) => text.length);
  return isConstant ? maxOf([0, ...texts, ...arrays.map(lengthOf)]) : null;
}

const maxOf = (lengths: readonly (number | null)[]): number | null => {
  const sure = lengths.filter((length) => length !== null);
  return sure.length === lengths.length ? Math.max(...sure) : null;
};

const isExpression = ({ kind }: Tree): boolean => kind === "Expression";

/** The number of elements of ARRAY[…], MAP(ARRAY[…], …) and sequence(…) of constants; null for everything else. */
function lengthOf(expression: Tree): number | null {
  const node = innermost(expression);
  const values = node.children.filter(isExpression);
  const [first, second] = values;
  if (node.kind === "ArrayConstructor") return values.length;
  if (node.kind === "Cast") return first === undefined ? null : lengthOf(first);
  if (first === undefined || second === undefined) return null;
  if (functionName(node) === "map") return maxOf([lengthOf(first), lengthOf(second)]);
  return functionName(node) === "sequence" ? sequenceLength(first, second, values[2]) : null;
}

/** The steps of a sequence are whole numbers, or whole days, months or years between dates. */
function sequenceLength(from: Tree, to: Tree, step: Tree | undefined): number | null {
  const numbers = [from, to].map(wholeNumber);
  const days = [from, to].map(dayNumber);
  const [start = null, end = null] = numbers.includes(null) ? days : numbers;
  if (start === null || end === null) return null;
  const by = numbers.includes(null) || step === undefined ? 1 : Math.abs(wholeNumber(step) ?? 1);
  return Math.floor(Math.abs(end - start) / Math.max(1, by)) + 1;
}

function wholeNumber(expression: Tree): number | null {
  const node = innermost(expression);
  const text = textOf(node);
  return /^-?\d{1,15}$/.test(text) ? Number(text) : null;
}

function dayNumber(expression: Tree): number | null {
  const [, date] = /^DATE'(\d{4}-\d{2}-\d{2})'$/i.exec(textOf(innermost(expression))) ?? [];
  const ms = date === undefined ? Number.NaN : Date.parse(date);
  return Number.isNaN(ms) ? null : ms / 86_400_000;
}

/** The node below those that only wrap one other, and below parentheses. */
function innermost(node: Tree): Tree {
  const [first, second] = node.children;
  if (node.kind === "ParenthesizedExpression" && second !== undefined) return innermost(second);
  return node.children.length === 1 && first !== undefined && first.children.length > 0 ? innermost(first) : node;
}

function functionName(node: Tree): string | null {
  const [name] = node.kind === "FunctionCall" ? node.children : [];
  return name === undefined ? null : textOf(name).toLowerCase();
}

const textOf = (tree: Tree): string => (tree.children.length === 0 ? tree.text : tree.children.map(textOf).join(""));
