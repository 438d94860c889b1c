/**
 * Counts in a table how often the most frequent value of some columns occurs. A join by these columns multiplies the
 * rows of the other side by at most this number. The warehouse file does not change, so a count stays valid.
 */
import type { DuckDBConnection } from "@duckdb/node-api";
import { interruptible } from "../interruptible.ts";
import type { Table } from "../tables.ts";

export interface JoinKeys {
  /** Null if the table is too large to count, or if counting takes too long. */
  maxRowsPerKey(table: Table, columns: readonly string[]): Promise<number | null>;
}

/** Larger tables (rows) are not counted, and a count stops after this time (ms). */
const limits = { rows: 1e6, ms: 1_500 } as const;
/** Keys that are counted at a time, so that a count stays far below the memory limit of the engine. */
const keysAtOnce = 200_000;

export function createJoinKeys(
  connect: <T>(work: (connection: DuckDBConnection) => Promise<T>) => Promise<T>,
): JoinKeys {
  const counts = new Map<string, Promise<number | null>>();

  const count = (table: Table, columns: readonly string[]): Promise<number | null> =>
    connect(async (connection) => {
      try {
        return await interruptible(connection, AbortSignal.timeout(limits.ms), () =>
          largest(connection, table, columns),
        );
      } catch {
        return null; // it took too long or too much memory: the caller uses the product as bound
      }
    });

  return {
    maxRowsPerKey(table, columns) {
      if (table.rows > limits.rows) return Promise.resolve(null);
      const key = JSON.stringify([table.name, ...[...columns].sort()]);
      const existing = counts.get(key);
      if (existing !== undefined) return existing;
      const counting = count(table, columns);
      counts.set(key, counting);
      // A count that failed because the machine was busy may succeed later.
      void counting.then((max) => max === null && counts.delete(key));
      return counting;
    },
  };
}

/** The largest number of rows of one key. */
async function largest(connection: DuckDBConnection, table: Table, columns: readonly string[]): Promise<number> {
  const keys = columns.map((column) => `"${column.replaceAll('"', '""')}"`).join(", ");
  const parts = Math.ceil(Math.max(1, table.rows) / keysAtOnce);
  let max = 0;
  for (let part = 0; part < parts; part += 1) {
    const only = parts === 1 ? "" : `WHERE hash(${keys}) % ${parts} = ${part}`;
    const sql = `SELECT max(n) FROM (SELECT count(*) AS n FROM ${table.name} ${only} GROUP BY ${keys})`;
    max = Math.max(max, Number((await connection.runAndReadAll(sql)).getRowsJson()[0]?.[0] ?? 0));
  }
  return max;
}
