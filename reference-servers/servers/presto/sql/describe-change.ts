/**
 * Describes what a statement would change: its verb, its targets, and what it reads. The person who approves sees this.
 */

import type { Parse, Tree } from "./grammar.ts";
import { distinctNames, type ObjectName } from "./object-name.ts";
import { oneStatement } from "./one-statement.ts";
import { refused } from "./refusals.ts";
import { positionAt } from "./source-text.ts";
import { columnName, functionsIn, nameOf, tablesIn } from "./statement-names.ts";
import { changes, reads } from "./statements.ts";
import type { ChangeVerdict } from "./verdict.ts";

/** The direct children of a change that name its targets. Roles and functions appear only in the statement itself. */
const targetKinds: ReadonlySet<string> = new Set([
  "CatalogNameCreate",
  "CatalogRef",
  "FunctionName",
  "GrantObject",
  "SchemaNameCreate",
  "SchemaRef",
  "TableNameCreate",
  "TableRef",
  "ViewNameCreate",
  "ViewRef",
]);

/** Pure except for the parser's cache. */
export function describeChange(text: string, parse: Parse): ChangeVerdict {
  const one = oneStatement(text, parse);
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
  const isTarget = ({ kind }: Tree): boolean =>
    targetKinds.has(kind) || (kind === "ColumnRef" && statement.kind === "CommentColumn");
  const rest = statement.children.filter((child) => !isTarget(child));
  return {
    kind: "change",
    verb,
    sql,
    targets: statement.children.filter(isTarget).flatMap(targetOf),
    reads: distinctNames(rest.flatMap(tablesIn)),
    functions: functionsIn(statement),
    replaces: statement.children.some(({ kind, text: word }) => kind === "Keyword" && word.toUpperCase() === "REPLACE"),
  };
}

function targetOf(node: Tree): readonly ObjectName[] {
  const name = node.kind === "ColumnRef" ? columnName(node) : nameOf(node);
  return name === null ? [] : [name];
}
