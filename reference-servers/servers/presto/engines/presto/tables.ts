/**
 * SQL for the engine's catalogs, tables and columns, with the caller's permissions, and the reading of the answers;
 * engine.ts runs it.
 */
import { SqlError } from "../../errors.ts";
import { completed, type Defaults, formatName, type RelationName } from "../../sql/object-name.ts";
import type { Row, TableDescription, TableSummary } from "../engine.ts";

/** catalog, schema, table. */
export type TableName = readonly [string, string, string];

/** Maximum rows of one catalog in a search; more do not help to choose a table. */
const maxTables = 200;

/** The full name. Throws SqlError if a part is missing and has no default. */
export function fullName(relation: RelationName, defaults: Defaults): TableName {
  const { catalog, schema, name } = completed(relation, defaults);
  if (catalog === null || schema === null) {
    throw new SqlError(
      "invalid-sql",
      "The table's name is not complete.",
      "Name it catalog.schema.table; find_tables lists them.",
    );
  }
  return [catalog, schema, name];
}

export const catalogsSql = "SHOW CATALOGS";

/** The catalogs to search, without the engine's own. */
export const searchable = (catalogs: readonly Row[]): readonly string[] =>
  catalogs.flatMap(([catalog]) => (typeof catalog === "string" && catalog !== "system" ? [catalog] : []));

/** Tables of `catalog` whose full name contains every word of `pattern`; all of them, up to a limit, for an empty one. */
export function tablesSql(catalog: string, pattern: string): string {
  const words = pattern
    .toLowerCase()
    .split(/[\s%*.]+/)
    .filter((word) => word !== "");
  const fullName = "lower(table_catalog || '.' || table_schema || '.' || table_name)";
  const conditions = [
    "table_schema <> 'information_schema'",
    ...words.map((word) => `strpos(${fullName}, ${textLiteral(word)}) > 0`),
  ];
  return `SELECT table_catalog, table_schema, table_name, table_type FROM ${identifier(catalog)}.information_schema.tables
    WHERE ${conditions.join(" AND ")} ORDER BY 2, 3 LIMIT ${maxTables}`;
}

export const readTables = (rows: readonly Row[]): readonly TableSummary[] =>
  rows.map(([catalog, schema, table, type]) => {
    const object = relation([String(catalog), String(schema), String(table)], kindOf(type));
    // The information_schema of both engines has no comments
    return { name: formatName(object), object, kind: kindOf(type), comment: null };
  });

const relation = ([catalog, schema, name]: TableName, kind: "table" | "view"): RelationName => ({
  kind,
  catalog,
  schema,
  name,
});

export const kindSql = ([catalog, schema, table]: TableName): string =>
  `SELECT table_type FROM ${identifier(catalog)}.information_schema.tables
    WHERE table_schema = ${textLiteral(schema)} AND table_name = ${textLiteral(table)}`;

export const columnsSql = (name: TableName): string => `SHOW COLUMNS FROM ${qualified(name)}`;

export const statisticsSql = (name: TableName): string => `SHOW STATS FOR ${qualified(name)}`;

/**
 * `columns`: column, type, extra and comment of SHOW COLUMNS. `statistics`: null if the engine has none for this table.
 */
export function readDescription(
  name: TableName,
  kind: readonly Row[],
  columns: readonly Row[],
  statistics: readonly Row[] | null,
): TableDescription {
  const object = relation(name, kindOf(kind[0]?.[0]));
  return {
    name: formatName(object),
    object,
    kind: kindOf(kind[0]?.[0]),
    comment: null,
    columns: columns.map(([column, type, , comment]) => ({
      name: String(column),
      type: String(type),
      comment: typeof comment === "string" && comment !== "" ? comment : null,
    })),
    rows: rowCount(statistics ?? []),
  };
}

/** SHOW STATS has one line for each column, and one without a column's name for the table: its fifth cell. */
function rowCount(statistics: readonly Row[]): number | "unknown" {
  const count = statistics.find(([column]) => column === null)?.[4];
  return typeof count === "number" ? Math.round(count) : "unknown";
}

const kindOf = (type: unknown): "table" | "view" => (type === "VIEW" ? "view" : "table");

export const qualified = (name: TableName): string => name.map(identifier).join(".");
export const identifier = (name: string): string => `"${name.replaceAll('"', '""')}"`;
export const textLiteral = (value: string): string => `'${value.replaceAll("'", "''")}'`;
