/**
 * How often a value of some columns comes in a table at most, counted in the table itself: what a join by these columns
 * multiplies the other side's rows by. The warehouse file does not change under the process, so a count stays true.
 */
import type { DuckDBConnection } from "@duckdb/node-api";
import type { Table } from "./tables.ts";

export interface JoinKeys {
  /** null where the table is too large to be counted, or the count takes too long. */
  mostRowsOfOneKey(table: Table, columns: readonly string[]): Promise<number | null>;
}

/** What is larger is not counted: rows, and ms for one count. */
const limits = { rows: 1e6, ms: 1_500 } as const;
/** Keys that are counted at once, so that a count stays far below the memory that the engine may use. */
const keysAtOnce = 200_000;

export function createJoinKeys(
  connect: <T>(work: (connection: DuckDBConnection) => Promise<T>) => Promise<T>,
): JoinKeys {
  const counted = new Map<string, Promise<number | null>>();

  const count = (table: Table, columns: readonly string[]): Promise<number | null> =>
    connect(async (connection) => {
      const timer = setTimeout(() => connection.interrupt(), limits.ms);
      try {
        const keys = columns.map((column) => `"${column.replaceAll('"', '""')}"`).join(", ");
        const parts = Math.ceil(Math.max(1, table.rows) / keysAtOnce);
        let most = 0;
        for (let part = 0; part < parts; part += 1) {
          const only = parts === 1 ? "" : `WHERE hash(${keys}) % ${parts} = ${part}`;
          const sql = `SELECT max(n) FROM (SELECT count(*) AS n FROM ${table.name} ${only} GROUP BY ${keys})`;
          most = Math.max(most, Number((await connection.runAndReadAll(sql)).getRowsJson()[0]?.[0] ?? 0));
        }
        return most;
      } catch {
        return null; // too long, or too much memory: the product bounds it
      } finally {
        clearTimeout(timer);
      }
    });

  return {
    mostRowsOfOneKey(table, columns) {
      if (table.rows > limits.rows) return Promise.resolve(null);
      const key = JSON.stringify([table.name, ...[...columns].sort()]);
      const known = counted.get(key);
      if (known !== undefined) return known;
      const counting = count(table, columns);
      counted.set(key, counting);
      // What failed in a busy moment may succeed in the next.
      void counting.then((most) => most === null && counted.delete(key));
      return counting;
    },
  };
}
