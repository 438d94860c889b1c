/** A caller's statement that runs in a read-only transaction of its own, read page by page. */

import type { Cost } from "../../budget.ts";
import { SqlError } from "../../errors.ts";
import { priceStop } from "../../price-stop.ts";
import type { Column, Execution, Row } from "../engine.ts";
import { cancelled } from "./engine-error.ts";
import type { Page } from "./page.ts";
import { pagesOf } from "./statement.ts";
import type { ReadOnlyTransaction } from "./transaction.ts";
import type { Wire } from "./wire.ts";

/**
 * Starts it. The transaction is taken over: it ends with the statement, whichever way that ends. Past ten times `price`
 * the engine ends it; null sets no such limit.
 */
export async function startExecution(
  wire: Wire,
  sql: string,
  transaction: ReadOnlyTransaction,
  signal: AbortSignal,
  price: Cost | null,
): Promise<Execution> {
  const stopped = new AbortController();
  const pages = pagesOf(wire, { sql, headers: transaction.headers }, AbortSignal.any([signal, stopped.signal]));
  const waiting: (readonly Row[])[] = [];
  let columns: readonly Column[] | null = null;
  let over = false;
  let rowsGiven = 0;
  /** Why the engine could not be told to end the statement. */
  let unended: unknown = null;
  let cancelling: Promise<void> | null = null;

  const aborted = (): boolean => signal.aborted || stopped.signal.aborted;
  const onAbort = (): void => {
    cancel().catch(() => undefined); // nobody waits for it; the reader gets "cancelled"
  };
  signal.addEventListener("abort", onAbort, { once: true });

  function finish(): Promise<void> {
    over = true;
    signal.removeEventListener("abort", onAbort);
    return transaction.end();
  }

  /** Takes in one page, or finds the end. */
  async function pull(): Promise<Page | null> {
    try {
      const { value, done } = await pages.next();
      if (done === true) {
        await finish();
        return null;
      }
      columns = value.columns ?? columns;
      rowsGiven += value.rows.length;
      const stop = price === null || value.next === null ? null : priceStop(price, { ...value.progress, rowsGiven });
      if (stop !== null) {
        await pages.return();
        throw stop;
      }
      if (value.rows.length > 0) waiting.push(value.rows);
      return value;
    } catch (error) {
      await finish();
      const ended = error instanceof SqlError && error.code === "cancelled";
      if (aborted() && !ended) unended = error;
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
    if (unended !== null) throw unended;
  }

  function cancel(): Promise<void> {
    cancelling ??= over ? Promise.resolve() : stop();
    return cancelling;
  }

  async function* batches(): AsyncGenerator<readonly Row[], void> {
    try {
      for (;;) {
        const rows = waiting.shift();
        if (rows !== undefined) yield rows;
        else if (aborted()) throw cancelled();
        else if (over || (await pull()) === null) return;
      }
    } finally {
      await cancel();
    }
  }

  const first = await pull();
  await pull(); // the statement starts when its first page is asked for

  return {
    engineId: first?.id ?? null,
    async columns() {
      while (columns === null && !over) await pull();
      return columns ?? [];
    },
    batches,
    cancel,
  };
}
