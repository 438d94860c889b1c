/** Reads the contents of a warehouse file: definitions, and versions of tables by their contents. */
import { digestOf } from "@drawbridge/contracts/digest";
import type { DuckDBConnection } from "@duckdb/node-api";
import { z } from "zod";
import { isInSchema, type ObjectName, partsOf, type RelationName } from "../../../sql/object-name.ts";

export interface StoredTable {
  readonly name: RelationName;
  /** Digest of its whole definition: columns, defaults, constraints, indexes, comments. */
  readonly definition: string;
  /** Its CREATE statement, with the defaults of its columns. */
  readonly sql: string;
  readonly columns: readonly string[];
  /** The count of the file, which includes deleted rows that are not yet cleaned up. */
  readonly rows: number;
}

/** A view or a macro: its text replaces its name. */
export interface StoredText {
  readonly name: RelationName;
  readonly kind: "view" | "macro";
  readonly text: string;
}

export interface Stored {
  readonly tables: readonly StoredTable[];
  readonly texts: readonly StoredText[];
}

/** A version of an object: `version` is compared exactly, `says` describes it to a person. */
export interface Version {
  readonly version: string;
  readonly says: string;
}

/**
 * Up to this many rows, a table is compared by its contents, which takes about 0.3 s on a busy machine. DuckDB keeps no
 * versions of tables, and its object ids are new each time the file is opened. For a larger table, the version of the
 * whole file is used.
 */
const maxComparedRows = 50_000;

const everyTable = `
  SELECT [database_name, schema_name, table_name] AS path, estimated_size AS rows, sql, columns,
    [[sql, comment], comments, indexes] AS definition
  FROM duckdb_tables()
  JOIN (SELECT table_oid, list(column_name ORDER BY column_index) AS columns, list(comment ORDER BY column_index) AS comments
    FROM duckdb_columns() GROUP BY table_oid) USING (table_oid)
  LEFT JOIN (SELECT table_oid, list(sql ORDER BY sql) AS indexes FROM duckdb_indexes() GROUP BY table_oid) USING (table_oid)
  WHERE NOT internal`;

/** A macro has a definition for each number of arguments; together they are one text. */
const everyText = `
  SELECT [database_name, schema_name, view_name] AS path, 'view' AS kind, sql AS text FROM duckdb_views() WHERE NOT internal
  UNION ALL
  SELECT [database_name, schema_name, function_name], 'macro',
    string_agg(parameters::VARCHAR || ' ' || macro_definition, ' ' ORDER BY parameters::VARCHAR, macro_definition)
  FROM duckdb_functions() WHERE macro_definition IS NOT NULL AND NOT internal GROUP BY ALL`;

/** Catalog, schema and name, as written in the CREATE statement. */
const Path = z.tuple([z.string(), z.string(), z.string()]);
type Path = z.infer<typeof Path>;
const Tables = z.array(
  z.object({
    path: Path,
    rows: z.coerce.number(),
    sql: z.string(),
    columns: z.array(z.string()),
    definition: z.unknown().transform(digestOf),
  }),
);
const Texts = z.array(z.object({ path: Path, kind: z.enum(["view", "macro"]), text: z.string() }));
const Contents = z.tuple([z.object({ rows: z.coerce.number(), digest: z.string() })]);

export async function readStored(connection: DuckDBConnection): Promise<Stored> {
  const rows = async (sql: string) => (await connection.runAndReadAll(sql)).getRowObjectsJson();
  const withName = <Row extends { readonly path: Path }>(row: Row): Row & { readonly name: RelationName } => {
    const [catalog, schema, name] = row.path;
    const lower = { catalog: catalog.toLowerCase(), schema: schema.toLowerCase(), name: name.toLowerCase() };
    return { ...row, name: { kind: "table", ...lower } };
  };
  return {
    tables: Tables.parse(await rows(everyTable)).map(withName),
    texts: Texts.parse(await rows(everyText)).map(withName),
  };
}

export const definitionOf = ({ definition }: Pick<StoredTable, "definition">): Version => ({
  version: definition,
  says: "with the same definition; its rows do not matter for this change",
});

export const textOf = ({ text }: StoredText): Version => ({
  version: digestOf(text),
  says: "with the same definition",
});

/**
 * The version of a table's definition and contents. `fileVersion` is the identity of the copied file; it differs if
 * anything in the file changed.
 */
export async function contentsOf(
  connection: DuckDBConnection,
  { name, definition, columns, rows }: StoredTable,
  fileVersion: string,
): Promise<Version> {
  const contents = rows > maxComparedRows ? null : await digestOfRows(connection, name, columns);
  return contents === null
    ? {
        version: digestOf([definition, "file", fileVersion]),
        says: `about ${formatCount(rows)}; these are too many to compare, so every change of the warehouse counts`,
      }
    : { version: digestOf([definition, contents]), says: `${formatCount(contents.rows)}, compared whole` };
}

export const formatCount = (rows: number): string => `${rows.toLocaleString("en-US")} ${rows === 1 ? "row" : "rows"}`;

/**
 * SHA-256 over the sorted digests of the rows, so that their order does not matter; null if a column has no text form.
 */
async function digestOfRows(connection: DuckDBConnection, name: RelationName, columns: readonly string[]) {
  const cells = columns.map((column) => {
    const text = `CAST(${quoted(column)} AS VARCHAR)`;
    return `coalesce(strlen(${text}) || ':' || ${text}, '-')`; // with its length before it, so that two cells cannot be confused with one
  });
  const sql = `SELECT count(*) AS rows, sha256(coalesce(string_agg(digest, '' ORDER BY digest), '')) AS digest
    FROM (SELECT sha256(concat(${cells.join(", ")})) AS digest FROM ${partsOf(name).map(quoted).join(".")})`;
  try {
    const [contents] = Contents.parse((await connection.runAndReadAll(sql)).getRowObjectsJson());
    return contents;
  } catch {
    return null;
  }
}

const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`;

/** True if `target` names this table or view, one of its columns, or its schema. */
export function covers(target: ObjectName, { catalog, schema, name }: RelationName): boolean {
  const inCatalog = target.catalog === null || target.catalog === catalog;
  const inSchema = target.kind !== "catalog" && (target.schema ?? "main") === schema;
  return inCatalog && inSchema && (target.kind === "schema" || (isInSchema(target) && target.name === name));
}
