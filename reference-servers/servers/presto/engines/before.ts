/** What the tables that a change writes are now, for the person who decides: rows and columns, never data. Pure. */
import type { ObjectBefore } from "@drawbridge/framework";
import { cut } from "../cut-text.ts";
import type { ObjectName, RelationName } from "../sql/object-name.ts";
import type { TableDescription } from "./engine.ts";

const maxTables = 3;
const maxColumns = 30;
/** Characters of a name or of a type: a type of nested records can be very long. */
const maxLength = 100;

/** The tables among the targets of a change, at most as many as a plan shows. */
export const tablesWritten = (targets: readonly ObjectName[]): readonly RelationName[] =>
  targets.flatMap((name) => (name.kind === "table" ? [name] : [])).slice(0, maxTables);

export const tableBefore = ({ name, rows, columns }: TableDescription): ObjectBefore => ({
  object: name,
  rows,
  columns: columns
    .slice(0, maxColumns)
    .map((column) => ({ name: cut(column.name, maxLength), type: cut(column.type, maxLength) })),
  moreColumns: Math.max(0, columns.length - maxColumns),
});
