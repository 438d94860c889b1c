/**
 * The typed name of an object in an engine's catalogue: a catalog, a schema, a table, a view, a function, a type or a
 * column. The parser builds it from the contexts of the grammar (statement-names.ts). All later code, including the operator's
 * rules, uses the parts by their meaning and never by their position in a text.
 */
import { z } from "zod";

const part = z.string();
const optionalPart = part.nullable();

/** Parts are in lower case and without quotes; null if the statement omits a part. */
export const ObjectName = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("catalog"), catalog: optionalPart }),
  z.object({ kind: z.literal("schema"), catalog: optionalPart, schema: optionalPart }),
  z.object({
    kind: z.enum(["table", "view", "function", "type"]),
    catalog: optionalPart,
    schema: optionalPart,
    name: part,
  }),
  z.object({ kind: z.literal("column"), catalog: optionalPart, schema: optionalPart, name: part, column: part }),
]);
export type ObjectName = z.infer<typeof ObjectName>;
/** What a query may name: a table or view, a function that may read tables, or a user-defined type. */
export type RelationName = Extract<ObjectName, { kind: "table" | "view" | "function" | "type" }>;

/** A name of something inside a schema. */
type NameInSchema = Exclude<ObjectName, { kind: "catalog" | "schema" }>;

export const isInSchema = (name: ObjectName): name is NameInSchema => name.kind !== "catalog" && name.kind !== "schema";

/** The catalog and schema for names without one; null if the engine has no default. */
export interface Defaults {
  readonly catalog: string | null;
  readonly schema: string | null;
}

/** The parts that are present, from the catalog down. */
export function partsOf(name: ObjectName): readonly string[] {
  return allPartsOf(name).filter((value) => value !== null);
}

function allPartsOf(name: ObjectName): readonly (string | null)[] {
  switch (name.kind) {
    case "catalog":
      return [name.catalog];
    case "schema":
      return [name.catalog, name.schema];
    case "column":
      return [name.catalog, name.schema, name.name, name.column];
    default:
      return [name.catalog, name.schema, name.name];
  }
}

/** The name in SQL: "catalog.schema.table"; a part that is no plain word is in quotes. */
export const formatName = (name: ObjectName): string => partsOf(name).map(quoted).join(".");

/** One part, in quotes if SQL needs them. */
export const quoted = (part: string): string =>
  /^[a-z_][a-z0-9_]*$/.test(part) ? part : `"${part.replaceAll('"', '""')}"`;

/** The same name always has the same key, and no other name has it. */
export const nameKey = (name: ObjectName): string => JSON.stringify([name.kind === "column", ...partsOf(name)]);

/** Each name once, in the order of its first mention. */
export const distinctNames = <Name extends ObjectName>(names: readonly Name[]): readonly Name[] => [
  ...new Map(names.map((name) => [`${name.kind} ${nameKey(name)}`, name])).values(),
];

/** `name` with missing parts filled in from the defaults. */
export function completed<Name extends ObjectName>(name: Name, { catalog, schema }: Defaults): Name {
  if (name.kind === "catalog") return { ...name, catalog: name.catalog ?? catalog };
  return { ...name, catalog: name.catalog ?? catalog, schema: name.schema ?? schema };
}
