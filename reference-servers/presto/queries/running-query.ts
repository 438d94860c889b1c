/** One query of one user, from its start until it is forgotten: what of its result has been read, and how it stands. */

import type { Column, Estimate, Execution, Row } from "../engines/engine.ts";
import { cancelled, SqlError } from "../errors.ts";

/** How much of a result is read; the operator's to set, never the model's. */
export interface ResultCaps {
  readonly rows: number;
  /** Bytes of the rows as JSON. */
  readonly bytes: number;
}

/** How a query stands. */
export type Standing =
  | { readonly status: "running" | "finished" | "cancelled" }
  | { readonly status: "failed"; readonly failure: SqlError };

export interface RunningQuery {
  readonly id: string;
  readonly owner: string;
  readonly estimate: Estimate;
  readonly standing: Standing;
  /** Empty until the engine has told them. */
  readonly columns: readonly Column[];
  /** What has been read so far, in the engine's order. */
  readonly rows: readonly Row[];
  /** Their size as JSON, in bytes. */
  readonly bytes: number;
  /** The cap at which reading stopped; null where the result is whole, or still being read. */
  readonly cutAt: keyof ResultCaps | null;
  /** Resolves once it is no longer running; never rejects. */
  readonly settled: Promise<void>;
  /** Resolves once the engine, too, has let go of it; never rejects. */
  readonly released: Promise<void>;
  /** Stops it in the engine. It counts as cancelled at once, whether or not the engine is quick about it. */
  cancel(): void;
}

export interface QueryStart {
  readonly id: string;
  readonly owner: string;
  readonly estimate: Estimate;
  readonly caps: ResultCaps;
  /** Begins the statement in the engine, under a signal that lives as long as the query. */
  readonly execute: (signal: AbortSignal) => Promise<Execution>;
}

type Progress = Pick<RunningQuery, "columns" | "rows" | "bytes" | "cutAt">;

/** Starts reading at once, and goes on without anybody asking. Reading stops one row past a cap, and then cancels. */
export function startQuery({ id, owner, estimate, caps, execute }: QueryStart): RunningQuery {
  const stop = new AbortController();
  const settled = Promise.withResolvers<void>();
  let standing: Standing = { status: "running" };
  let progress: Progress = { columns: [], rows: [], bytes: 0, cutAt: null };

  const settle = (outcome: Standing): void => {
    if (standing.status === "running") standing = outcome;
    settled.resolve();
  };

  const read = async (): Promise<void> => {
    try {
      const execution = await execute(stop.signal);
      for await (const step of readUpTo(caps, execution)) progress = step;
      settle({ status: "finished" });
    } catch (error) {
      settle({ status: "failed", failure: error instanceof SqlError ? error : unforeseen(error) });
    }
  };

  return {
    id,
    owner,
    estimate,
    settled: settled.promise,
    released: read(),
    get standing() {
      return standing;
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

/** Reads batch by batch. The first row past a cap ends it: not kept, but proof that there was more. */
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

/** An engine throws SqlError for what it foresees; the rest may quote anything and is kept from messages and logs. */
const unforeseen = (error: unknown): SqlError =>
  new SqlError(
    "engine-failed",
    `The engine failed in a way that was not foreseen (${error instanceof Error ? error.name : typeof error}).`,
    "Try once more; if it stays, tell #presto-help.",
  );
