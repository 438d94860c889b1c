/** Runs a caller's statement in its own read-only transaction and reads the result page by page. */

import type { Cost } from "../../budget.ts";
import { SqlError } from "../../errors.ts";
import { priceStop } from "../../price-stop.ts";
import type { Column, Execution, Row } from "../engine.ts";
import { cancelled } from "./engine-error.ts";
import type { EngineHttp } from "./engine-http.ts";
import type { Page } from "./replies.ts";
import { pagesOf } from "./statement.ts";
import type { ReadOnlyTransaction } from "./transaction.ts";

/**
 * Starts the statement and takes over the transaction, which ends with the statement in every case. The statement is
 * stopped at ten times `price`; null means no such limit.
 */
export async function startExecution(
  http: EngineHttp,
  sql: string,
  transaction: ReadOnlyTransaction,
  signal: AbortSignal,
  price: Cost | null,
): Promise<Execution> {
  const stopped = new AbortController();
  const pages = pagesOf(http, { sql, headers: transaction.headers }, AbortSignal.any([signal, stopped.signal]));
  const buffered: (readonly Row[])[] = [];
  let columns: readonly Column[] | null = null;
  let isOver = false;
  let resultRows = 0;
  /** The error if the engine could not be asked to end the statement. */
  let stopError: unknown = null;
  let cancelling: Promise<void> | null = null;

  const aborted = (): boolean => signal.aborted || stopped.signal.aborted;
  const onAbort = (): void => {
    cancel().catch(() => undefined); // no caller waits for it; the reader gets "cancelled"
  };
  signal.addEventListener("abort", onAbort, { once: true });

  function finish(): Promise<void> {
    isOver = true;
    signal.removeEventListener("abort", onAbort);
    return transaction.end();
  }

  /** Reads one page; returns null at the end. */
  async function pull(): Promise<Page | null> {
    try {
      const { value, done } = await pages.next();
      if (done === true) {
        await finish();
        return null;
      }
      columns = value.columns ?? columns;
      resultRows += value.rows.length;
      const stop = price === null || value.next === null ? null : priceStop(price, { ...value.progress, resultRows });
      if (stop !== null) {
        await pages.return();
        throw stop;
      }
      if (value.rows.length > 0) buffered.push(value.rows);
      return value;
    } catch (error) {
      await finish();
      const ended = error instanceof SqlError && error.code === "cancelled";
      if (aborted() && !ended) stopError = error;
      throw error;
    }
  }

  async function stop(): Promise<void> {
    stopped.abort();
    try {
      await pages.return();
    } finally {
      await finish();
    }
    if (stopError !== null) throw stopError;
  }

  function cancel(): Promise<void> {
    cancelling ??= isOver ? Promise.resolve() : stop();
    return cancelling;
  }

  async function* batches(): AsyncGenerator<readonly Row[], void> {
    try {
      for (;;) {
        const rows = buffered.shift();
        if (rows !== undefined) yield rows;
        else if (aborted()) throw cancelled();
        else if (isOver || (await pull()) === null) return;
      }
    } finally {
      await cancel();
    }
  }

  const first = await pull();
  await pull(); // the statement starts when its second page is requested

  return {
    engineId: first?.id ?? null,
    async columns() {
      while (columns === null && !isOver) await pull();
      return columns ?? [];
    },
    batches,
    cancel,
  };
}
