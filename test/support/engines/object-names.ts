/** Makes typed names for tests from text with dots. */
import type { RelationName } from "../../../reference-servers/servers/presto/sql/object-name.ts";

/** "catalog.schema.table", "schema.table" or "table". */
export function table(name: string): RelationName {
  const [last = "", schema = null, catalog = null] = name.split(".").toReversed();
  return { kind: "table", catalog, schema, name: last };
}
