/**
 * Versions of tables in Presto and Trino. An Iceberg table has its snapshot. A Hive table has its files, by path, size
 * and time of last change. With every other connector (memory, tpch, databases), small tables are compared by their
 * contents, and larger ones have no version. This module holds the SQL and reads the answers; basis.ts uses it.
 */
import { digestOf } from "@drawbridge/contracts/digest";
import { SqlError, type SqlErrorCode } from "../../errors.ts";
import type { Row } from "../engine.ts";
import { columnsSql, identifier, qualified, type TableName, textLiteral } from "./tables.ts";

/** Runs a query as the caller. */
export type Ask = (sql: string, signal?: AbortSignal) => Promise<readonly Row[]>;

export interface Version {
  readonly version: string;
  readonly says: string;
}

/** Up to this many rows, contents are compared. */
export const maxComparedRows = 10_000;
/** Time limit (ms) to list the files of a Hive table, because that scans the whole table. */
const filesTimeoutMs = 5_000;

/** The version of the table's columns, with types and comments, for changes where rows do not matter. */
export async function definitionOf(name: TableName, ask: Ask): Promise<Version> {
  return {
    version: digestOf(await ask(columnsSql(name))),
    says: "with the same columns; its rows do not matter for this change",
  };
}

/** The version of its columns and contents; null if the engine has none. */
export async function contentsOf(name: TableName, ask: Ask): Promise<Version | null> {
  const columns = await ask(columnsSql(name));
  const of = (contents: unknown, says: string): Version => ({ version: digestOf([columns, contents]), says });
  // Decided by the catalog's connector, because in other catalogs any user can create a table with such names or
  // columns.
  const connector = await connectorOf(name, ask);
  const history = connector === "iceberg" ? await nullIfUnsupported(ask(snapshotSql(name))) : null;
  if (history !== null) {
    const [[snapshot = null] = []] = history;
    return of(["snapshot", snapshot], snapshot === null ? "without a snapshot yet" : `in its snapshot ${snapshot}`);
  }
  const contents = await digestOfRows(columns, qualified(name), ask);
  if (contents !== null) return of(["rows", contents.digest], `${formatCount(contents.rows)}, compared whole`);
  const hasFiles = connector === "hive" && columns.every(([column]) => !String(column).startsWith("$"));
  const files = hasFiles ? await nullIfUnsupported(ask(filesSql(name), AbortSignal.timeout(filesTimeoutMs))) : null;
  const [[count, digest] = []] = files ?? [];
  return files === null
    ? null
    : of(["files", digest ?? null], `${formatCount(Number(count), "file")}, by size and last change`);
}

export interface Contents {
  readonly rows: number;
  readonly digest: string;
}

/**
 * `columns`: the rows of SHOW COLUMNS. `from`: the text after FROM. Null if there are too many rows, or if a row has no
 * text form.
 */
export async function digestOfRows(columns: readonly Row[], from: string, ask: Ask): Promise<Contents | null> {
  const bounded = await nullIfUnsupported(
    ask(`SELECT count(*) FROM (SELECT 1 FROM ${from}\nLIMIT ${maxComparedRows + 1})`),
  );
  if (bounded === null || Number(bounded[0]?.[0]) > maxComparedRows) return null;
  const cells = columns.map(([column, type]) => cellSql(String(column), String(type)));
  const row = `to_hex(sha256(to_utf8(${cells.join(" || ")})))`;
  const answer = await nullIfUnsupported(
    ask(`SELECT count(*), ${digestSql("row_digest")} FROM (SELECT ${row} AS row_digest FROM ${from}\n)`),
  );
  const [[count, digest] = []] = answer ?? [];
  return answer === null ? null : { rows: Number(count), digest: String(digest) };
}

export const formatCount = (count: number, what = "row"): string =>
  `${count.toLocaleString("en-US")} ${what}${count === 1 ? "" : "s"}`;

/** SHA-256 over sorted texts, so that their order does not matter. */
const digestSql = (text: string): string => `to_hex(sha256(to_utf8(array_join(array_sort(array_agg(${text})), ','))))`;

/**
 * A cell as text with its length before it, so that two cells cannot be confused with one, and NULL differs from every
 * text.
 */
function cellSql(column: string, type: string): string {
  const name = identifier(column);
  const text = /^varbinary/.test(type)
    ? `to_hex(${name})`
    : /^(array|map|row|json)/.test(type)
      ? `json_format(CAST(${name} AS json))`
      : `CAST(${name} AS varchar)`;
  return `coalesce(CAST(length(${text}) AS varchar) || ':' || ${text}, '-')`;
}

/**
 * Finds a catalog's connector by the properties that its tables can have: Iceberg has a format version, Hive has
 * buckets. Both engines list these properties, and no table or view can add one.
 */
async function connectorOf([catalog]: TableName, ask: Ask): Promise<"iceberg" | "hive" | "other"> {
  const properties = new Set((await nullIfUnsupported(ask(propertiesSql(catalog))))?.map(([name]) => name));
  if (properties.has("bucketed_by")) return "hive";
  return properties.has("format_version") ? "iceberg" : "other";
}

const propertiesSql = (catalog: string): string =>
  `SELECT property_name FROM system.metadata.table_properties WHERE catalog_name = ${textLiteral(catalog)}`;

const metadataTable = ([catalog, schema, table]: TableName, part: string): string =>
  qualified([catalog, schema, `${table}$${part}`]);

/** Iceberg, in both engines: a query reads the last row of the table's history. */
const snapshotSql = (name: TableName): string =>
  `SELECT CAST(snapshot_id AS varchar) FROM ${metadataTable(name, "history")} ORDER BY made_current_at DESC LIMIT 1`;

/** Hive, in both engines: hidden columns of the table. */
const filesSql = (name: TableName): string => {
  const file = `"$path" || ' ' || CAST("$file_size" AS varchar) || ' ' || CAST("$file_modified_time" AS varchar)`;
  return `SELECT count(*), ${digestSql("file")} FROM (SELECT DISTINCT ${file} AS file FROM ${qualified(name)})`;
};

/** Codes that mean: the engine or this connector does not support the statement, or cannot run it in time. */
const unsupportedCodes: ReadonlySet<SqlErrorCode> = new Set([
  "invalid-sql",
  "engine-failed",
  "denied-by-engine",
  "cancelled",
]);

async function nullIfUnsupported(query: Promise<readonly Row[]>): Promise<readonly Row[] | null> {
  try {
    return await query;
  } catch (error) {
    if (error instanceof SqlError && unsupportedCodes.has(error.code)) return null;
    throw error;
  }
}
