/** Finds the objects that a change changes: the names that are direct children of the statement. */
import type { Tree } from "./grammar.ts";
import type { ObjectName } from "./object-name.ts";
import { columnName, nameOf } from "./statement-names.ts";

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

export const isTarget = ({ kind }: Tree, statement: Tree): boolean =>
  targetKinds.has(kind) || (kind === "ColumnRef" && statement.kind === "CommentColumn");

export const targetsOf = (statement: Tree): readonly ObjectName[] =>
  statement.children.filter((child) => isTarget(child, statement)).flatMap(targetOf);

function targetOf(node: Tree): readonly ObjectName[] {
  const name = node.kind === "ColumnRef" ? columnName(node) : nameOf(node);
  return name === null ? [] : [name];
}
