/** What the tables that a call writes are now, in words, for the pages on which a person decides. Pure. */
import type { ObjectBefore, Plan } from "../approvals.ts";
import { formatRows } from "./format.ts";
import type { Surface } from "./surface.ts";

export interface BeforeLine<Text> {
  readonly object: Text;
  /** "1,200 rows; 6 columns: id (bigint), name (varchar)". */
  readonly says: Text;
}

/** One line for each table; empty where the server says nothing of them. */
export const beforeLines = <Text>(plan: Pick<Plan, "before">, surface: Surface<Text>): readonly BeforeLine<Text>[] =>
  (plan.before ?? []).map((table) => ({ object: surface.words(table.object), says: lineOf(table, surface) }));

function lineOf<Text>({ rows, columns, moreColumns }: ObjectBefore, surface: Surface<Text>): Text {
  const { say, words, number } = surface;
  const [first, ...others] = columns.map(({ name, type }) => say("{0} ({1})", words(name), words(type)));
  if (first === undefined) return formatRows(rows, surface);
  const names = others.reduce((text, each) => say("{0}, {1}", text, each), first);
  const listed = moreColumns === 0 ? names : say("{0} and {1} more", names, moreColumns);
  const count = columns.length + moreColumns;
  return count === 1
    ? say("{0}; 1 column: {1}", formatRows(rows, surface), listed)
    : say("{0}; {1} columns: {2}", formatRows(rows, surface), number(count), listed);
}
