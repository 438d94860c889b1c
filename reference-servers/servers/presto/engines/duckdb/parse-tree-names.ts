/** Finds the names in a query, from the JSON parse tree of DuckDB's own parser (json_serialize_sql). Pure. */
import { z } from "zod";
import type { RelationName } from "../../sql/object-name.ts";

const Parsed = z.object({ error: z.literal(false), statements: z.array(z.unknown()).min(1) });
const Table = z.object({
  type: z.literal("BASE_TABLE"),
  catalog_name: z.string(),
  schema_name: z.string(),
  table_name: z.string(),
});
const Call = z.object({
  class: z.literal("FUNCTION"),
  catalog: z.string(),
  schema: z.string(),
  function_name: z.string(),
});

const UserType = z.object({
  type: z.literal("UNBOUND_TYPE_INFO"),
  catalog: z.string(),
  schema: z.string(),
  name: z.string(),
});

/**
 * Functions that run a text, or read a table whose name is in a text. What they read cannot be found in the parse tree.
 */
const executing: ReadonlySet<string> = new Set(["query", "query_table", "json_execute_serialized_sql"]);

/**
 * Returns the tables, functions and types in all parts of the query. Names that its WITH clause defines are included;
 * if the catalogue has such a name, it counts as read. Null if the text is no query, or if what it reads cannot be
 * found in it.
 */
export function namesInParsed(json: string): readonly RelationName[] | null {
  const parsed = Parsed.safeParse(json === "" ? null : JSON.parse(json));
  if (!parsed.success) return null;
  const names: RelationName[] = [];
  const open: unknown[] = [...parsed.data.statements];
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    if (node === null || typeof node !== "object") continue;
    const name = tableIn(node) ?? functionIn(node) ?? typeIn(node);
    if (name?.kind === "function" && executing.has(name.name)) return null;
    if (name !== null) names.push(name);
    if ("type" in node && node.type === "SHOW_REF") return null;
    open.push(...Object.values(node).filter((child) => child !== undefined));
  }
  return names;
}

function tableIn(node: object): RelationName | null {
  const table = Table.safeParse(node).data;
  if (table === undefined) return null;
  const { catalog_name: catalog, schema_name: schema, table_name: name } = table;
  return { kind: "table", catalog: part(catalog), schema: part(schema), name: name.toLowerCase() };
}

function functionIn(node: object): RelationName | null {
  const call = Call.safeParse(node).data;
  if (call === undefined) return null;
  const { catalog, schema, function_name: name } = call;
  return { kind: "function", catalog: part(catalog), schema: part(schema), name: name.toLowerCase() };
}

/** A type that is not built into the parser. */
function typeIn(node: object): RelationName | null {
  const type = UserType.safeParse(node).data;
  if (type === undefined) return null;
  return { kind: "type", catalog: part(type.catalog), schema: part(type.schema), name: type.name.toLowerCase() };
}

const part = (text: string): string | null => (text === "" ? null : text.toLowerCase());
