/**
 * The name of a thing in an engine's catalogue, by what it names: a catalog, a schema, a table, a view, a function, a
 * type or a column. The parser builds it from the grammar's own contexts (names.ts); everything behind it, up to the operator's
 * rules, reads the parts by their meaning and never by their position in a text.
 */
import { z } from "zod";

const part = z.string();
const left = part.nullable();

/** Parts are in lower case and without their quotes; null where the statement leaves a part out. */
export const ObjectName = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("catalog"), catalog: left }),
  z.object({ kind: z.literal("schema"), catalog: left, schema: left }),
  z.object({ kind: z.enum(["table", "view", "function", "type"]), catalog: left, schema: left, name: part }),
  z.object({ kind: z.literal("column"), catalog: left, schema: left, name: part, column: part }),
]);
export type ObjectName = z.infer<typeof ObjectName>;
/** What a query may name: what holds rows, a definition that reads them, or a type that an operator has made. */
export type RelationName = Extract<ObjectName, { kind: "table" | "view" | "function" | "type" }>;

/** Where a name without a catalog or a schema is looked up; null where the engine has no such place. */
export interface Defaults {
  readonly catalog: string | null;
  readonly schema: string | null;
}

/** The parts that are given, from the catalog down. */
export function partsOf(name: ObjectName): readonly string[] {
  const parts = {
    catalog: () => [name.catalog],
    schema: () => (name.kind === "schema" ? [name.catalog, name.schema] : []),
    relation: () => ("name" in name ? [name.catalog, name.schema, name.name] : []),
  };
  const all = name.kind === "catalog" ? parts.catalog() : name.kind === "schema" ? parts.schema() : parts.relation();
  return [...all, ...(name.kind === "column" ? [name.column] : [])].filter((given) => given !== null);
}

/** As SQL writes it: "catalog.schema.table"; a part that is no plain word stands in quotes. */
export const formatName = (name: ObjectName): string => partsOf(name).map(quoted).join(".");

/** One part, in quotes where SQL needs them. */
export const quoted = (part: string): string =>
  /^[a-z_][a-z0-9_]*$/.test(part) ? part : `"${part.replaceAll('"', '""')}"`;

/** The same name always has the same key, and no other name has it. */
export const nameKey = (name: ObjectName): string => JSON.stringify([name.kind === "column", ...partsOf(name)]);

/** Each name once, in the order of its first mention. */
export const distinctNames = <Name extends ObjectName>(names: readonly Name[]): readonly Name[] => [
  ...new Map(names.map((name) => [`${name.kind} ${nameKey(name)}`, name])).values(),
];

/** `name` with what it leaves out filled in. */
export function completed<Name extends ObjectName>(name: Name, { catalog, schema }: Defaults): Name {
  if (name.kind === "catalog") return { ...name, catalog: name.catalog ?? catalog };
  return { ...name, catalog: name.catalog ?? catalog, schema: name.schema ?? schema };
}
