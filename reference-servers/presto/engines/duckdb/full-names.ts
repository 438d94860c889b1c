/** The names of a change as DuckDB reads them. Pure. */
import type { Defaults, ObjectName } from "../../sql/object-name.ts";
import type { Change } from "../../sql/verdict.ts";

/**
 * `change` with each name that DuckDB reads as catalog.table given its schema, and the new name of a rename put beside
 * the old one. DuckDB takes the first of two parts for a catalog where there is one of that name; it refuses the
 * statement where a schema has that name too, so that no other reading is left.
 */
export function asDuckDbReads(change: Change, { catalog, schema }: Defaults): Change {
  const read = <Name extends ObjectName>(name: Name): Name =>
    "name" in name && name.catalog === null && name.schema !== null && name.schema === catalog
      ? { ...name, catalog, schema }
      : name;
  const [from, to, ...others] = change.targets.map(read);
  const renamed = from !== undefined && to !== undefined && change.verb.endsWith(" RENAME");
  const inPlace = renamed && "name" in from && "name" in to && to.schema === null;
  const beside = inPlace ? { ...to, catalog: from.catalog, schema: from.schema } : to;
  const targets = [from, beside, ...others].filter((target) => target !== undefined);
  return { ...change, targets, reads: change.reads.map(read) };
}
