/** The warehouse's tables, read once, because the file is open read-only and does not change. */
import type { DuckDBConnection } from "@duckdb/node-api";
import { z } from "zod";
import { completed, type Defaults, nameKey, type RelationName } from "../../sql/object-name.ts";
import type { TableDescription } from "../engine.ts";

/** One table; its name is catalog.schema.table, quoted if SQL needs it. */
export interface Table extends TableDescription {
  readonly rows: number;
  readonly object: RelationName;
}

/** Tables by the nameKey of their full name. */
export type Tables = ReadonlyMap<string, Table>;

/** The table that DuckDB's plans show as `printed`: three parts, with quotes if needed. */
export const tablePrinted = (tables: Tables, printed: string): Table | undefined =>
  tables.get(nameKey(readPrinted(printed)));

/** Parses a name that DuckDB prints. */
export function readPrinted(printed: string): RelationName {
  const [catalog = "", schema = "", name = ""] = [...printed.matchAll(/"((?:[^"]|"")*)"|([^".]+)/g)].map(
    ([, inQuotes, plain = ""]) => (inQuotes?.replaceAll('""', '"') ?? plain).toLowerCase(),
  );
  return { kind: "table", catalog, schema, name };
}

const Rows = z.array(
  z.object({
    path: z.array(z.string()),
    comment: z.string().nullable(),
    rows: z.coerce.number(),
    columns: z.array(z.object({ name: z.string(), type: z.string(), comment: z.string().nullable() })),
  }),
);

const everyTable = `
  SELECT [t.database_name, t.schema_name, t.table_name] AS path, t.comment, t.estimated_size AS rows,
    list({'name': c.column_name, 'type': c.data_type, 'comment': c.comment} ORDER BY c.column_index) AS columns
  FROM duckdb_tables() t JOIN duckdb_columns() c USING (database_name, schema_name, table_name)
  WHERE NOT t.internal GROUP BY ALL ORDER BY path`;
const everyKeyword = "SELECT keyword_name FROM duckdb_keywords() WHERE keyword_category <> 'unreserved'";

export async function readTables(connection: DuckDBConnection): Promise<Tables> {
  const keywords = new Set((await connection.runAndReadAll(everyKeyword)).getRowsJson().map(([word]) => word));
  const quoted = (word: string): string =>
    /^[a-z_]\w*$/i.test(word) && !keywords.has(word.toLowerCase()) ? word : `"${word.replaceAll('"', '""')}"`;
  const rows = Rows.parse((await connection.runAndReadAll(everyTable)).getRowObjectsJson());
  return new Map(
    rows.map(({ path, ...table }) => {
      const [catalog = "", schema = "", name = ""] = path.map((part) => part.toLowerCase());
      const object = { kind: "table", catalog, schema, name } as const;
      return [nameKey(object), { ...table, name: path.map(quoted).join("."), object, kind: "table" }];
    }),
  );
}

/** The table that `name` means. */
export const lookUp = (tables: Tables, name: RelationName, defaults: Defaults): Table | undefined =>
  tables.get(nameKey(completed(name, defaults)));

/** Tables whose name or comment contains every word of `pattern`; all of them for an empty one. */
export function matching(tables: Tables, pattern: string): readonly Table[] {
  const words = pattern
    .toLowerCase()
    .split(/[\s%*]+/)
    .filter((word) => word !== "");
  return [...tables.values()].filter(({ name, comment }) => {
    const text = `${name} ${comment ?? ""}`.toLowerCase();
    return words.every((word) => text.includes(word));
  });
}
