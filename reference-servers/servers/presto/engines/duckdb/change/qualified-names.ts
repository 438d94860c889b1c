/** Completes the names of a change as DuckDB reads them. Pure. */
import { type Defaults, isInSchema, type ObjectName } from "../../../sql/object-name.ts";
import type { Change } from "../../../sql/verdict.ts";

/**
 * Adds the schema to each name that DuckDB reads as catalog.table, and puts the new name of a rename into the schema of
 * the old one. If a catalog has the name of the first of two parts, DuckDB reads it as the catalog. If a schema has
 * that name too, DuckDB refuses the statement, so there is no other reading.
 */
export function asDuckDbReads(change: Change, { catalog, schema }: Defaults): Change {
  const read = <Name extends ObjectName>(name: Name): Name =>
    isInSchema(name) && name.catalog === null && name.schema !== null && name.schema === catalog
      ? { ...name, catalog, schema }
      : name;
  const [from, to, ...others] = change.targets.map(read);
  const isRename = from !== undefined && to !== undefined && change.verb.endsWith(" RENAME");
  const inPlace = isRename && isInSchema(from) && isInSchema(to) && to.schema === null;
  const beside = inPlace ? { ...to, catalog: from.catalog, schema: from.schema } : to;
  const targets = [from, beside, ...others].filter((target) => target !== undefined);
  return { ...change, targets, reads: change.reads.map(read) };
}
