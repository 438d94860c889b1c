/** One query of one user, from its start until it is deleted: the rows that have been read, and its state. */

import type { Column, Estimate, Execution, Row } from "../engines/engine.ts";
import { cancelled, SqlError } from "../errors.ts";

/** How much of a result is read. The operator sets it, never the model. */
export interface ResultCaps {
  readonly rows: number;
  /** Bytes of the rows as JSON. */
  readonly bytes: number;
}

/** The state of a query. */
export type QueryState =
  | { readonly status: "running" | "finished" | "cancelled" }
  | { readonly status: "failed"; readonly failure: SqlError };

export interface RunningQuery {
  readonly id: string;
  readonly owner: string;
  readonly estimate: Estimate;
  readonly state: QueryState;
  /** Empty until the engine has sent them. */
  readonly columns: readonly Column[];
  /** The rows that have been read, in the engine's order. */
  readonly rows: readonly Row[];
  /** The size of the rows as JSON, in bytes. */
  readonly bytes: number;
  /** The cap at which reading stopped; null if the result is complete, or still being read. */
  readonly cutAt: keyof ResultCaps | null;
  /** Resolves when it is no longer running; never rejects. */
  readonly settled: Promise<void>;
  /** Resolves when the engine, too, has released it; never rejects. */
  readonly released: Promise<void>;
  /** Stops it in the engine. It counts as cancelled at once, even if the engine takes longer. */
  cancel(): void;
}

export interface QueryStart {
  readonly id: string;
  readonly owner: string;
  readonly estimate: Estimate;
  readonly caps: ResultCaps;
  /** Starts the statement in the engine, with a signal that lives as long as the query. */
  readonly execute: (signal: AbortSignal) => Promise<Execution>;
}

type Progress = Pick<RunningQuery, "columns" | "rows" | "bytes" | "cutAt">;

/**
 * Starts reading at once and continues without requests from the caller. Reading stops one row past a cap, and then
 * cancels the statement.
 */
export function startQuery({ id, owner, estimate, caps, execute }: QueryStart): RunningQuery {
  const stop = new AbortController();
  const settled = Promise.withResolvers<void>();
  let state: QueryState = { status: "running" };
  let progress: Progress = { columns: [], rows: [], bytes: 0, cutAt: null };

  const settle = (outcome: QueryState): void => {
    if (state.status === "running") state = outcome;
    settled.resolve();
  };

  const read = async (): Promise<void> => {
    try {
      const execution = await execute(stop.signal);
      for await (const step of readUpTo(caps, execution)) progress = step;
      settle({ status: "finished" });
    } catch (error) {
      settle({ status: "failed", failure: error instanceof SqlError ? error : unexpectedError(error) });
    }
  };

  return {
    id,
    owner,
    estimate,
    settled: settled.promise,
    released: read(),
    get state() {
      return state;
    },
    get columns() {
      return progress.columns;
    },
    get rows() {
      return progress.rows;
    },
    get bytes() {
      return progress.bytes;
    },
    get cutAt() {
      return progress.cutAt;
    },
    cancel() {
      settle({ status: "cancelled" });
      stop.abort(cancelled());
    },
  };
}

/** Reads batch by batch. The first row past a cap ends it; the row is not stored, but it shows that there are more. */
async function* readUpTo(caps: ResultCaps, execution: Execution): AsyncIterable<Progress> {
  const columns = await execution.columns();
  const rows: Row[] = [];
  let bytes = 0;
  yield { columns, rows, bytes, cutAt: null };
  for await (const batch of execution.batches()) {
    for (const row of batch) {
      const size = Buffer.byteLength(JSON.stringify(row));
      const cutAt = rows.length >= caps.rows ? "rows" : bytes + size > caps.bytes ? "bytes" : null;
      if (cutAt !== null) {
        yield { columns, rows, bytes, cutAt };
        await execution.cancel();
        return;
      }
      rows.push(row);
      bytes += size;
    }
    yield { columns, rows, bytes, cutAt: null };
  }
}

/**
 * An engine throws SqlError for expected failures. Other errors may quote any text, so their messages do not go into
 * answers or logs.
 */
const unexpectedError = (error: unknown): SqlError =>
  new SqlError(
    "engine-failed",
    `The engine failed unexpectedly (${error instanceof Error ? error.name : typeof error}).`,
    "Try once more; if it fails again, tell #presto-help.",
  );
