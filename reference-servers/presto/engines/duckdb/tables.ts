/** The warehouse's tables, read once: a read-only file does not change under the server. */
import type { DuckDBConnection } from "@duckdb/node-api";
import { z } from "zod";
import type { TableDescription } from "../engine.ts";

/** One table, its name as catalog.schema.table, quoted where SQL needs it. */
export interface Table extends TableDescription {
  readonly rows: number;
}

/** By canonical name. */
export type Tables = ReadonlyMap<string, Table>;

/** The same for every way to write a table's name: the engine minds neither case nor quotes that are not needed. */
export const canonicalName = (name: string): string => name.replaceAll('"', "").toLowerCase();

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
      const name = path.map(quoted).join(".");
      return [canonicalName(name), { ...table, name, kind: "table" }];
    }),
  );
}

/** The table that `name` means; the catalog may be left out. */
export function lookUp(tables: Tables, name: string): Table | undefined {
  const wanted = canonicalName(name);
  return [...tables].find(([full]) => full === wanted || full.slice(full.indexOf(".") + 1) === wanted)?.[1];
}

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
