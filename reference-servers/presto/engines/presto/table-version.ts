/**
 * Versions of what Presto and Trino hold. Iceberg keeps one itself, its snapshot. A Hive table has its files, by path,
 * size and time of last change. Of every other connector (memory, tpch, databases behind one) small tables are compared
 * by their contents, and larger ones have no version. SQL and its answers; asked in basis.ts.
 */
import { digestOf } from "@drawbridge/contracts/digest";
import { SqlError, type SqlErrorCode } from "../../errors.ts";
import type { Row } from "../engine.ts";
import { columnsSql, identifier, qualified, type TableName, textLiteral } from "./tables.ts";

/** Asks the engine as the caller. */
export type Ask = (sql: string, signal?: AbortSignal) => Promise<readonly Row[]>;

export interface Version {
  readonly version: string;
  readonly says: string;
}

/** Rows up to which contents are compared. */
export const maxComparedRows = 10_000;
/** Milliseconds for the files of a Hive table: naming them all goes through the whole table. */
const filesTimeoutMs = 5_000;

/** The table's columns, with their types and comments: where rows do not matter. */
export async function definitionOf(name: TableName, ask: Ask): Promise<Version> {
  return {
    version: digestOf(await ask(columnsSql(name))),
    says: "of the columns that it had; its rows do not matter to this",
  };
}

/** The version of its columns and contents; null where the engine has none. */
export async function contentsOf(name: TableName, ask: Ask): Promise<Version | null> {
  const columns = await ask(columnsSql(name));
  const of = (contents: unknown, says: string): Version => ({ version: digestOf([columns, contents]), says });
  // By the catalog's kind: in a catalog of another kind anybody can make a table whose name or columns look like these.
  const connector = await connectorOf(name, ask);
  const history = connector === "iceberg" ? await ifTaken(ask(snapshotSql(name))) : null;
  if (history !== null) {
    const [[snapshot = null] = []] = history;
    return of(["snapshot", snapshot], snapshot === null ? "without a snapshot yet" : `in its snapshot ${snapshot}`);
  }
  const compared = await digestOfRows(columns, qualified(name), ask);
  if (compared !== null) return of(["rows", compared.digest], `${counted(compared.rows)}, compared whole`);
  const hasFiles = connector === "hive" && columns.every(([column]) => !String(column).startsWith("$"));
  const files = hasFiles ? await ifTaken(ask(filesSql(name), AbortSignal.timeout(filesTimeoutMs))) : null;
  const [[count, digest] = []] = files ?? [];
  return files === null
    ? null
    : of(["files", digest ?? null], `${counted(Number(count), "file")}, by size and last change`);
}

export interface Contents {
  readonly rows: number;
  readonly digest: string;
}

/** `columns`: of SHOW COLUMNS. `from`: what stands behind FROM. Null where there are too many rows, or no text of one. */
export async function digestOfRows(columns: readonly Row[], from: string, ask: Ask): Promise<Contents | null> {
  const bounded = await ifTaken(ask(`SELECT count(*) FROM (SELECT 1 FROM ${from}\nLIMIT ${maxComparedRows + 1})`));
  if (bounded === null || Number(bounded[0]?.[0]) > maxComparedRows) return null;
  const cells = columns.map(([column, type]) => cellSql(String(column), String(type)));
  const row = `to_hex(sha256(to_utf8(${cells.join(" || ")})))`;
  const answer = await ifTaken(
    ask(`SELECT count(*), ${digestSql("row_digest")} FROM (SELECT ${row} AS row_digest FROM ${from}\n)`),
  );
  const [[count, digest] = []] = answer ?? [];
  return answer === null ? null : { rows: Number(count), digest: String(digest) };
}

export const counted = (count: number, what = "row"): string =>
  `${count.toLocaleString("en-US")} ${what}${count === 1 ? "" : "s"}`;

/** SHA-256 over sorted texts: their order is nothing, and no other texts have it. */
const digestSql = (text: string): string => `to_hex(sha256(to_utf8(array_join(array_sort(array_agg(${text})), ','))))`;

/** A cell as text with its length before it, so that none runs into the next; NULL is none of them. */
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
 * Which connector a catalog has, by the properties that its tables can have: Iceberg's a format version, Hive's buckets.
 * Both engines list them, and no table or view can add one.
 */
async function connectorOf([catalog]: TableName, ask: Ask): Promise<"iceberg" | "hive" | "other"> {
  const properties = new Set((await ifTaken(ask(propertiesSql(catalog))))?.map(([name]) => name));
  if (properties.has("bucketed_by")) return "hive";
  return properties.has("format_version") ? "iceberg" : "other";
}

const propertiesSql = (catalog: string): string =>
  `SELECT property_name FROM system.metadata.table_properties WHERE catalog_name = ${textLiteral(catalog)}`;

const beside = ([catalog, schema, table]: TableName, part: string): string =>
  qualified([catalog, schema, `${table}$${part}`]);

/** Iceberg, in both engines: the last line of its history is what a query reads. */
const snapshotSql = (name: TableName): string =>
  `SELECT CAST(snapshot_id AS varchar) FROM ${beside(name, "history")} ORDER BY made_current_at DESC LIMIT 1`;

/** Hive, in both engines: hidden columns. */
const filesSql = (name: TableName): string => {
  const file = `"$path" || ' ' || CAST("$file_size" AS varchar) || ' ' || CAST("$file_modified_time" AS varchar)`;
  return `SELECT count(*), ${digestSql("file")} FROM (SELECT DISTINCT ${file} AS file FROM ${qualified(name)})`;
};

/** The engine, or this connector, does not know the form, or cannot do it in time. */
const notTaken: ReadonlySet<SqlErrorCode> = new Set(["invalid-sql", "engine-failed", "denied-by-engine", "cancelled"]);

async function ifTaken(asked: Promise<readonly Row[]>): Promise<readonly Row[] | null> {
  try {
    return await asked;
  } catch (error) {
    if (error instanceof SqlError && notTaken.has(error.code)) return null;
    throw error;
  }
}
