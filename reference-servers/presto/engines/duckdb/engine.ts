/** DuckDB in process: the embedded engine behind the tools, on one read-only warehouse file. */
import type { DuckDBConnection, DuckDBInstance } from "@duckdb/node-api";
import { SqlError } from "../../errors.ts";
import type { Engine } from "../engine.ts";
import { createExecution } from "./execution.ts";
import { openReadOnly } from "./open-read-only.ts";
import { priceOf } from "./price.ts";
import { scannedTables } from "./query-plan.ts";
import { createSlots } from "./slots.ts";
import { prepareRead } from "./statement.ts";
import { lookUp, matching, readTables } from "./tables.ts";

/** Long statements take their own slots, so that pricing never waits behind them; one of the four threads stays free. */
const statementSlots = 2;
const planningSlots = 1;

/** Opens `file` (see openReadOnly). DuckDB knows no users: `Caller` is not used, every caller reads the same tables. */
export async function createDuckDbEngine({ file }: { readonly file: string }): Promise<Engine> {
  const instance = await openReadOnly(file);
  const tables = await withConnection(instance, readTables);
  const statements = createSlots(statementSlots);
  const planning = createSlots(planningSlots);

  return {
    kind: "duckdb",

    async ready() {
      await withConnection(instance, (connection) => connection.run("SELECT 1"));
    },

    estimate: (sql, _caller, signal) =>
      planning.use(signal, () =>
        withConnection(instance, async (connection) => {
          const { plan } = await prepareRead(connection, sql);
          return { tables: scannedTables(plan), ...priceOf(plan, tables) };
        }),
      ),

    async execute(sql, _caller, signal) {
      const connection = await instance.connect();
      try {
        const read = await planning.use(signal, () => prepareRead(connection, sql));
        return createExecution(connection, read, sql, statements, signal);
      } catch (error) {
        connection.closeSync();
        throw error;
      }
    },

    findTables: async (pattern) =>
      matching(tables, pattern).map(({ name, kind, comment }) => ({ name, kind, comment })),

    async describeTable(name) {
      const table = lookUp(tables, name);
      if (table === undefined) throw new SqlError("invalid-sql", "There is no such table.", "find_tables lists them.");
      return table;
    },

    async close() {
      instance.closeSync();
    },
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
