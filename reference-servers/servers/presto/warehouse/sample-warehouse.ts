/**
 * Creates the sample warehouse if there is none. It is written to another file that is renamed when it is complete, so
 * that an interrupted start leaves no incomplete warehouse. An existing file is used unchanged.
 */
import { existsSync } from "node:fs";
import { mkdir, rename, rm } from "node:fs/promises";
import { dirname } from "node:path";
import { type DuckDBConnection, DuckDBInstance } from "@duckdb/node-api";
import { type SampleTable, sampleTables } from "./tables.ts";

export interface EnsureOptions {
  /** Rows of ads.events; the sizes of the other tables follow from it. */
  readonly events?: number;
  /** Called before each step. */
  readonly onProgress?: (message: string) => void;
}

const defaultEvents = 2_500_000;

/** Enough memory to group the events without sorting on disk; the whole embedded stack stays under 500 MB. */
const buildOptions = { memory_limit: "256MB", threads: "2" } as const;

/**
 * Derives a value from a row number and a salt: a number in [0, 1), or one of a list. It uses 64 bits, because wider
 * arithmetic is slow.
 */
const macros = `
  CREATE TEMP MACRO share(n, salt) AS (hash(n, salt) >> 32::UBIGINT)::BIGINT / 4294967296;
  CREATE TEMP MACRO pick(n, salt, list) AS list[1 + floor(share(n, salt) * len(list))::BIGINT];`;

/** Throws an Error if the folder cannot be written. */
export async function ensureWarehouse(file: string, options: EnsureOptions = {}): Promise<void> {
  if (existsSync(file)) return;
  await mkdir(dirname(file), { recursive: true });
  const unfinished = `${file}.unfinished`;
  await rm(unfinished, { force: true });
  try {
    await makeWarehouse(unfinished, options);
    await rename(unfinished, file);
  } finally {
    await rm(unfinished, { force: true });
    await rm(`${unfinished}.wal`, { force: true });
  }
}

async function makeWarehouse(file: string, { events = defaultEvents, onProgress }: EnsureOptions): Promise<void> {
  const instance = await DuckDBInstance.create(file, buildOptions);
  try {
    const connection = await instance.connect();
    await connection.run(macros);
    for (const table of sampleTables) {
      onProgress?.(`Making the sample warehouse: ${table.name}`);
      await makeTable(connection, table, events);
    }
    connection.closeSync();
  } finally {
    instance.closeSync();
  }
}

async function makeTable(connection: DuckDBConnection, table: SampleTable, events: number): Promise<void> {
  const schema = table.name.split(".")[0];
  await connection.run(`CREATE SCHEMA IF NOT EXISTS ${schema}`);
  await connection.run(`CREATE TABLE ${table.name} AS ${table.query.replaceAll("$events", String(events))}`);
  await connection.run(`COMMENT ON TABLE ${table.name} IS ${literal(table.comment)}`);
  for (const [column, comment] of Object.entries(table.columns)) {
    await connection.run(`COMMENT ON COLUMN ${table.name}.${column} IS ${literal(comment)}`);
  }
}

const literal = (text: string): string => `'${text.replaceAll("'", "''")}'`;
