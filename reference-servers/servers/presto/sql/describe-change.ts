/**
 * Describes what a statement would change: its verb, its targets, and what it reads. The person who approves sees this.
 */

import { isTarget, targetsOf } from "./change-targets.ts";
import type { Parser, Tree } from "./grammar.ts";
import { distinctNames } from "./object-name.ts";
import { oneStatement } from "./one-statement.ts";
import { refused } from "./refusals.ts";
import { blankBefore, positionAt, upTo } from "./source-text.ts";
import { functionsIn, tablesIn } from "./statement-names.ts";
import { changes, reads } from "./statements.ts";
import type { ChangeVerdict } from "./verdict.ts";

/** Pure except for the parser's cache. */
export function describeChange(text: string, parser: Parser): ChangeVerdict {
  const one = oneStatement(text, parser);
  if (one.kind === "refused") return one;
  const { statement, sql } = one;
  const verb = changes.get(statement.kind);
  if (verb === undefined) {
    const position = positionAt(text, statement.start);
    return reads.has(statement.kind)
      ? refused("not-a-change", "The statement changes nothing by itself.", "Use query for reads.", position)
      : refused(
          "unknown-statement",
          "This server does not run this kind of statement.",
          "Send one change of data or tables.",
          position,
        );
  }
  const rest = statement.children.filter((child) => !isTarget(child, statement));
  return {
    kind: "change",
    verb,
    sql,
    targets: targetsOf(statement),
    reads: distinctNames(rest.flatMap(tablesIn)),
    query: writtenQuery(statement, sql),
    functions: functionsIn(statement),
    replaces: statement.children.some(({ kind, text: word }) => kind === "Keyword" && word.toUpperCase() === "REPLACE"),
  };
}

/** The text of the query, with its parentheses and without WITH NO DATA after it. */
function writtenQuery({ kind, children }: Tree, sql: string): string | null {
  if (kind !== "InsertInto" && kind !== "CreateTableAsSelect") return null;
  const at = children.findIndex((child) => child.kind === "RootQuery");
  const query = children[at];
  if (query === undefined) return null;
  const before = children[at - 1];
  const start = before?.text === "(" ? before.start : query.start;
  const after = children.slice(at).find(({ text }) => text.toUpperCase() === "WITH");
  return blankBefore(after === undefined ? sql : upTo(sql, after.start), start);
}
