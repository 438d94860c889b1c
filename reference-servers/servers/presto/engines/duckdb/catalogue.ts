/**
 * Resolves the names of a statement in the warehouse: its tables, views, macros and types, and those of DuckDB itself.
 * DuckDB's own parser reads the definitions, so they have the same meaning here as when they run.
 */
import type { DuckDBConnection } from "@duckdb/node-api";
import { z } from "zod";
import { queryAfterAs } from "../../resolving/definition-text.ts";
import { type Definition, resolve } from "../../resolving/resolve.ts";
import type { Defaults, RelationName } from "../../sql/object-name.ts";
import { bothFacts, type Facts, factsOf, noFacts } from "./parse-tree-facts.ts";
import { namesInParsed } from "./parse-tree-names.ts";

export interface LocalCatalogue {
  readonly defaults: Defaults;
  /** The definitions of the names; a name without a definition is left out. */
  lookUp(connection: DuckDBConnection, names: readonly RelationName[]): Promise<readonly Definition[]>;
  /** The facts about cost in the text of a query and of the views and macros that it reads. */
  factsOf(connection: DuckDBConnection, sql: string): Promise<Facts>;
}

/** A view, table, macro or type of the catalogue, with its path in lower case. */
interface Entry {
  readonly path: readonly [catalog: string, schema: string, name: string];
  readonly kind: "table" | "view" | "macro" | "type";
  readonly text: string | null;
  readonly internal: boolean;
}

const Rows = z.array(
  z.object({ path: z.tuple([z.string(), z.string(), z.string()]), text: z.string().nullable(), internal: z.boolean() }),
);
const everyTable = `SELECT [database_name, schema_name, table_name] AS path, NULL::VARCHAR AS text, internal FROM duckdb_tables()`;
const everyView = `SELECT [database_name, schema_name, view_name] AS path, sql AS text, internal FROM duckdb_views()`;
const everyMacro = `SELECT [database_name, schema_name, function_name] AS path, internal,
    CASE function_type WHEN 'table_macro' THEN macro_definition ELSE 'SELECT ' || macro_definition END AS text
  FROM duckdb_functions() WHERE macro_definition IS NOT NULL`;
const everyType = `SELECT [database_name, schema_name, type_name] AS path, NULL::VARCHAR AS text, internal
  FROM duckdb_types() WHERE NOT internal`;
const everyTableFunction = `SELECT DISTINCT lower(function_name) AS name FROM duckdb_functions() WHERE function_type = 'table'`;

/** Table functions that read nothing. */
const harmless: ReadonlySet<string> = new Set(["range", "generate_series", "unnest", "repeat", "repeat_row"]);

/** Functions that get the name of a sequence as a text, which is not resolved. */
const sequenceFunctions: ReadonlySet<string> = new Set(["nextval", "currval"]);

/** The catalog and the schema of a name that has none. */
export async function defaultsOf(connection: DuckDBConnection): Promise<Defaults> {
  const result = await connection.runAndReadAll(
    "SELECT lower(current_database()) AS catalog, lower(current_schema()) AS schema",
  );
  const [current] = result.getRowObjectsJson();
  return { catalog: String(current?.catalog), schema: String(current?.schema) };
}

/** Reads the catalogue once, because the file is open read-only and does not change. */
export async function readCatalogue(connection: DuckDBConnection): Promise<LocalCatalogue> {
  const rows = async (sql: string) => (await connection.runAndReadAll(sql)).getRowObjectsJson();
  const entries = async (sql: string, kind: Entry["kind"]): Promise<readonly Entry[]> =>
    Rows.parse(await rows(sql)).map(({ path: [catalog, schema, name], ...rest }) => ({
      ...rest,
      kind,
      path: [catalog.toLowerCase(), schema.toLowerCase(), name.toLowerCase()],
    }));
  const relations = byName([...(await entries(everyTable, "table")), ...(await entries(everyView, "view"))]);
  const macros = byName(await entries(everyMacro, "macro"));
  const types = byName(await entries(everyType, "type"));
  const tableFunctions = new Set((await rows(everyTableFunction)).map(({ name }) => String(name)));
  const defaults = await defaultsOf(connection);

  const functionsNamed = async (connection: DuckDBConnection, { name }: RelationName): Promise<Definition[]> => {
    const overloads = [...bySchema(macros.get(name) ?? []).values()];
    // A name may exist in several schemas. All of them count, because `a.f()` may also call f with the column a.
    if (overloads.length > 0) return Promise.all(overloads.map((overloads) => macroOf(connection, overloads)));
    const full = { kind: "function", catalog: null, schema: null, name } as const;
    if (sequenceFunctions.has(name)) return [{ name: full, kind: "macro", text: null, names: null }];
    if (!tableFunctions.has(name) || harmless.has(name)) return [];
    if (/^(duckdb|pragma)_/.test(name)) return [{ name: full, kind: "metadata", text: null, names: [] }];
    return [{ name: full, kind: "macro", text: null, names: null }];
  };

  const typesNamed = ({ name }: RelationName): Definition[] =>
    (types.get(name) ?? []).map(({ path: [catalog, schema] }) => ({
      name: { kind: "type", catalog, schema, name },
      kind: "type",
      text: null,
      names: [],
    }));

  const relationsNamed = (connection: DuckDBConnection, name: RelationName): Promise<Definition[]> =>
    Promise.all(
      (relations.get(name.name) ?? [])
        .filter(({ path: [catalog, schema] }) => means(name, { catalog, schema }, defaults))
        .map(async ({ path: [catalog, schema], kind, text, internal }): Promise<Definition> => {
          const full = { kind: kind === "view" ? "view" : "table", catalog, schema, name: name.name } as const;
          if (internal) return { name: full, kind: "metadata", text: null, names: [] };
          if (kind !== "view") return { name: full, kind: "table", text: null, names: [] };
          return {
            name: full,
            kind: "view",
            text,
            names: await namesOf(connection, text === null ? null : queryAfterAs(text)),
          };
        }),
    );

  const lookUp: LocalCatalogue["lookUp"] = async (connection, names) =>
    (
      await Promise.all(
        names.map((name) => {
          if (name.kind === "function") return functionsNamed(connection, name);
          return name.kind === "type" ? typesNamed(name) : relationsNamed(connection, name);
        }),
      )
    ).flat();

  return {
    defaults,
    lookUp,
    async factsOf(connection, sql) {
      const json = await parseTree(connection, sql);
      const { objects, unreadable } = await resolve(namesInParsed(json) ?? [], (names) => lookUp(connection, names));
      if (unreadable.length > 0) return noFacts;
      const own = factsOf(json);
      const dependencies = await Promise.all(objects.map((object) => factsBehind(connection, object)));
      return dependencies.reduce(bothFacts, own);
    },
  };
}

/** The macros of one name, by schema. */
const bySchema = (entries: readonly Entry[]) =>
  Map.groupBy(entries, ({ path: [catalog, schema] }) => JSON.stringify([catalog, schema]));

/** The definition of one macro. It has a text for each number of arguments, and all of them count. */
async function macroOf(connection: DuckDBConnection, overloads: readonly Entry[]): Promise<Definition> {
  const [catalog = "", schema = "", name = ""] = overloads[0]?.path ?? [];
  const read = await Promise.all(overloads.map(({ text }) => namesOf(connection, text)));
  return {
    name: { kind: "function", catalog, schema, name },
    kind: "macro",
    text: overloads.map(({ text }) => text).join(";\n"),
    names: read.some((each) => each === null) ? null : read.flatMap((each) => each ?? []),
  };
}

function byName(entries: readonly Entry[]): ReadonlyMap<string, readonly Entry[]> {
  const groups = new Map<string, Entry[]>();
  for (const entry of entries) {
    const [, , name] = entry.path;
    groups.set(name, [...(groups.get(name) ?? []), entry]);
  }
  return groups;
}

/**
 * True if a name may mean an entry at this place. DuckDB reads the first of two parts as a schema or as a catalog.
 * Without a schema, it looks in its own schemas in addition to the default one.
 */
function means(
  { catalog, schema }: RelationName,
  entry: { readonly catalog: string; readonly schema: string },
  defaults: Defaults,
): boolean {
  if (catalog !== null) return catalog === entry.catalog && schema === entry.schema;
  if (schema === null) return entry.schema === defaults.schema || entry.schema === "pg_catalog";
  return schema === entry.schema || (schema === entry.catalog && entry.schema === defaults.schema);
}

/**
 * The names in a query, by DuckDB's parser; null if the text is no query, or if it calls a function that executes a
 * text.
 */
const namesOf = async (connection: DuckDBConnection, text: string | null): Promise<readonly RelationName[] | null> =>
  text === null ? null : namesInParsed(await parseTree(connection, text));

/** The parse tree of a query from DuckDB's parser, as JSON; for an invalid query, the JSON contains an error. */
async function parseTree(connection: DuckDBConnection, text: string): Promise<string> {
  const reader = await connection.runAndReadAll("SELECT json_serialize_sql($1::VARCHAR)", [text]);
  return String(reader.getRowsJson()[0]?.[0] ?? "");
}

const emptyFacts: Facts = { maxListLength: 0, maxLimitRows: 0, groupingSets: 1, aliases: new Set() };

/** The facts that a view or macro adds. One that renames its columns can give any name to any column. */
async function factsBehind(connection: DuckDBConnection, { kind, text }: Definition): Promise<Facts> {
  if (kind === "table" || kind === "type" || kind === "metadata") return emptyFacts;
  if (text === null) return noFacts;
  if (kind === "macro") return factsOf(await parseTree(connection, text));
  const query = queryAfterAs(text);
  if (query === null) return noFacts;
  const facts = factsOf(await parseTree(connection, query));
  const head = text.slice(0, text.length - query.length);
  return head.includes("(") ? { ...facts, aliases: null } : facts;
}
