/** One running statement: its result is fetched chunk by chunk on a connection of its own. */
import type { DuckDBConnection, DuckDBResult } from "@duckdb/node-api";
import { cancelled } from "../../errors.ts";
import type { Column, Execution, Row } from "../engine.ts";
import { readEngineError } from "./engine-error.ts";
import { interruptible } from "./interruptible.ts";
import { toJsonValue } from "./json-values.ts";
import type { PreparedRead } from "./statement.ts";

/**
 * Takes over `connection` and closes it when the rows end, when the reader stops, or on `cancel`. The statement starts
 * with the first requested batch. If `signal` aborts, the reader gets its reason, a SqlError.
 */
export function createExecution(
  connection: DuckDBConnection,
  { prepared }: PreparedRead,
  sql: string,
  signal: AbortSignal,
): Execution {
  const stopped = new AbortController();
  let inEngine = false;

  const close = (): void => {
    signal.removeEventListener("abort", stop);
    if (!inEngine) connection.closeSync();
  };
  const stop = (): void => {
    stopped.abort(signal.aborted ? signal.reason : cancelled());
    close();
  };
  if (signal.aborted) stop();
  else signal.addEventListener("abort", stop, { once: true });

  /** One call into the engine, which a stop ends. */
  const call = <T>(work: () => Promise<T>): Promise<T> =>
    interruptible(connection, stopped.signal, async () => {
      inEngine = true;
      try {
        return await work();
      } finally {
        inEngine = false;
      }
    });

  async function* batches(): AsyncIterable<readonly Row[]> {
    try {
      const result: DuckDBResult = await call(() => prepared.stream());
      for (;;) {
        const chunk = await call(() => result.fetchChunk());
        if (chunk === null || chunk.rowCount === 0) return;
        yield chunk.convertRows(toJsonValue);
      }
    } catch (error) {
      throw stopped.signal.aborted ? stopped.signal.reason : readEngineError(error, sql);
    } finally {
      close();
    }
  }

  const columns = Array.from(
    { length: prepared.columnCount },
    (_, index): Column => ({ name: prepared.columnName(index), type: String(prepared.columnType(index)) }),
  );

  return {
    engineId: null,
    columns: async () => columns,
    batches,
    cancel: async () => stop(),
  };
}
