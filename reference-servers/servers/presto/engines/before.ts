/** What the tables that a change writes are now, for the person who decides: rows and columns, never data. Pure. */
import { oneLine } from "@drawbridge/contracts/visible-text";
import type { ObjectBefore } from "@drawbridge/framework";

import type { ObjectName, RelationName } from "../sql/object-name.ts";
import type { TableDescription } from "./engine.ts";

const maxTables = 3;
const maxColumns = 30;
/** Characters of a name or of a type: a type of nested records can be very long. */
const maxLength = 100;

/** The tables among the targets of a change, at most as many as a plan shows. */
export const tablesWritten = (targets: readonly ObjectName[]): readonly RelationName[] =>
  targets.flatMap((name) => (name.kind === "table" ? [name] : [])).slice(0, maxTables);

/** Null for a view: its columns come from tables that the caller may not be allowed to read. */
export function tableBefore({ name, kind, rows, columns }: TableDescription): ObjectBefore | null {
  if (kind !== "table") return null;
  return {
    object: name,
    rows,
    columns: columns
      .slice(0, maxColumns)
      .map((column) => ({ name: oneLine(column.name, maxLength), type: oneLine(column.type, maxLength) })),
    moreColumns: Math.max(0, columns.length - maxColumns),
  };
}
