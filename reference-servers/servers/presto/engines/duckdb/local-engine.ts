/** DuckDB in this process, on one read-only warehouse file. The engine process uses it. */
import type { DuckDBConnection, DuckDBInstance } from "@duckdb/node-api";
import { SqlError } from "../../errors.ts";
import type { Definition } from "../../resolving/resolve.ts";
import type { Defaults, RelationName } from "../../sql/object-name.ts";
import type { Estimate, Execution, TableDescription, TableSummary } from "../engine.ts";
import { readCatalogue } from "./catalogue.ts";
import { createExecution } from "./execution.ts";
import { openReadOnly } from "./open-read-only.ts";
import { createJoinKeys } from "./price/join-keys.ts";
import { priceOf } from "./price/price.ts";
import { scannedTables } from "./price/query-plan.ts";
import { prepareRead } from "./statement.ts";
import { lookUp, matching, readPrinted, readTables } from "./tables.ts";

/**
 * An Engine without callers, because DuckDB has no users and all users read the same tables. It runs one statement at a
 * time.
 */
export interface LocalEngine {
  ready(): Promise<void>;
  estimate(sql: string): Promise<Estimate>;
  execute(sql: string, signal: AbortSignal): Promise<Execution>;
  findTables(pattern: string): readonly TableSummary[];
  /** Throws SqlError if there is no such table. */
  describeTable(name: RelationName): TableDescription;
  readonly defaults: Defaults;
  /** The definitions of names in the catalogue; see Engine.lookUp. */
  lookUp(names: readonly RelationName[]): Promise<readonly Definition[]>;
  close(): void;
}

/** Opens `file` (see openReadOnly). */
export async function openLocalEngine(file: string): Promise<LocalEngine> {
  const instance = await openReadOnly(file);
  const tables = await withConnection(instance, readTables);
  const keys = createJoinKeys((work) => withConnection(instance, work));
  const catalogue = await withConnection(instance, readCatalogue);

  return {
    async ready() {
      await withConnection(instance, (connection) => connection.run("SELECT 1"));
    },

    estimate: (sql) =>
      withConnection(instance, async (connection) => {
        const { plan } = await prepareRead(connection, sql);
        const scanned = scannedTables(plan);
        const price = await priceOf(plan, { tables, keys, facts: await catalogue.factsOf(connection, sql) });
        return { tables: scanned, objects: scanned.map(readPrinted), ...price };
      }),

    async execute(sql, signal) {
      const connection = await instance.connect();
      try {
        return createExecution(connection, await prepareRead(connection, sql), sql, signal);
      } catch (error) {
        connection.closeSync();
        throw error;
      }
    },

    findTables: (pattern) =>
      matching(tables, pattern).map(({ name, object, kind, comment }) => ({ name, object, kind, comment })),
    defaults: catalogue.defaults,
    lookUp: (names) => withConnection(instance, (connection) => catalogue.lookUp(connection, names)),

    describeTable(name) {
      const table = lookUp(tables, name, catalogue.defaults);
      if (table === undefined) throw new SqlError("invalid-sql", "There is no such table.", "find_tables lists them.");
      return table;
    },

    close: () => instance.closeSync(),
  };
}

async function withConnection<T>(
  instance: DuckDBInstance,
  work: (connection: DuckDBConnection) => Promise<T>,
): Promise<T> {
  const connection = await instance.connect();
  try {
    return await work(connection);
  } finally {
    connection.closeSync();
  }
}
