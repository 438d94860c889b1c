/** What the engine has, seen as the caller: its catalogs, tables and columns. SQL and its answers; asked in engine.ts. */
import { SqlError } from "../../errors.ts";
import type { Row, TableDescription, TableSummary } from "../engine.ts";

/** catalog, schema, table. */
export type TableName = readonly [string, string, string];

interface Defaults {
  readonly catalog: string | null;
  readonly schema: string | null;
}

/** Rows of one catalog that a search takes in: more do not help anybody to choose. */
const mostTables = 200;

/**
 * "table", "schema.table" or "catalog.schema.table", parts in double quotes where needed. Throws SqlError where a part
 * is missing and there is no default for it.
 */
export function readTableName(name: string, { catalog, schema }: Defaults): TableName {
  const parts = (name.match(/"(?:[^"]|"")*"|[^."]+/g) ?? []).map((part) =>
    part.startsWith('"') ? part.slice(1, -1).replaceAll('""', '"') : part.trim(),
  );
  const [table, inSchema = schema, inCatalog = catalog] = parts.toReversed();
  if (parts.length > 3 || table === undefined || inSchema === null || inCatalog === null) {
    throw new SqlError(
      "invalid-sql",
      "The table is not named in full.",
      "Name it catalog.schema.table; find_tables lists them.",
    );
  }
  return [inCatalog.toLowerCase(), inSchema.toLowerCase(), table.toLowerCase()];
}

export const catalogsSql = "SHOW CATALOGS";

/** Catalogs worth searching: not the engine's own. */
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
    ...words.map((word) => `strpos(${fullName}, ${text(word)}) > 0`),
  ];
  return `SELECT table_catalog, table_schema, table_name, table_type FROM ${identifier(catalog)}.information_schema.tables
    WHERE ${conditions.join(" AND ")} ORDER BY 2, 3 LIMIT ${mostTables}`;
}

export const readTables = (rows: readonly Row[]): readonly TableSummary[] =>
  rows.map(([catalog, schema, table, type]) => ({
    name: `${catalog}.${schema}.${table}`,
    kind: kindOf(type),
    comment: null, // neither engine's information_schema has them
  }));

export const kindSql = ([catalog, schema, table]: TableName): string =>
  `SELECT table_type FROM ${identifier(catalog)}.information_schema.tables
    WHERE table_schema = ${text(schema)} AND table_name = ${text(table)}`;

export const columnsSql = (name: TableName): string => `SHOW COLUMNS FROM ${qualified(name)}`;

export const statisticsSql = (name: TableName): string => `SHOW STATS FOR ${qualified(name)}`;

/** `columns`: SHOW COLUMNS' column, type, extra, comment. `statistics`: null where the engine has none for this table. */
export function readDescription(
  name: TableName,
  kind: readonly Row[],
  columns: readonly Row[],
  statistics: readonly Row[] | null,
): TableDescription {
  return {
    name: name.join("."),
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

const qualified = (name: TableName): string => name.map(identifier).join(".");
const identifier = (name: string): string => `"${name.replaceAll('"', '""')}"`;
const text = (value: string): string => `'${value.replaceAll("'", "''")}'`;
