/** The warehouse's tables, read once: a read-only file does not change under the server. */
import type { DuckDBConnection } from "@duckdb/node-api";
import { z } from "zod";
import type { TableDescription } from "../engine.ts";

/** One table, its name as catalog.schema.table. */
export interface Table extends TableDescription {
  readonly rows: number;
}

/** By full name, as DuckDB's plans write it. */
export type Tables = ReadonlyMap<string, Table>;

const Rows = z.array(
  z.object({
    name: z.string(),
    comment: z.string().nullable(),
    rows: z.coerce.number(),
    columns: z.array(z.object({ name: z.string(), type: z.string(), comment: z.string().nullable() })),
  }),
);

const everyTable = `
  SELECT concat_ws('.', t.database_name, t.schema_name, t.table_name) AS name, t.comment, t.estimated_size AS rows,
    list({'name': c.column_name, 'type': c.data_type, 'comment': c.comment} ORDER BY c.column_index) AS columns
  FROM duckdb_tables() t JOIN duckdb_columns() c USING (database_name, schema_name, table_name)
  WHERE NOT t.internal GROUP BY ALL ORDER BY name`;

export async function readTables(connection: DuckDBConnection): Promise<Tables> {
  const reader = await connection.runAndReadAll(everyTable);
  const rows = Rows.parse(reader.getRowObjectsJson());
  return new Map(rows.map((row) => [row.name, { ...row, kind: "table" }]));
}

/** The table that `name` means: case does not matter, the catalog may be left out, double quotes are allowed. */
export function lookUp(tables: Tables, name: string): Table | undefined {
  const wanted = name.replaceAll('"', "").toLowerCase();
  return [...tables.values()].find(({ name: full }) => {
    const known = full.toLowerCase();
    return known === wanted || known.slice(known.indexOf(".") + 1) === wanted;
  });
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
