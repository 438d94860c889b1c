/**
 * Holds the one statement that runs in this process against its price. DuckDB counts no rows while it runs: what it gives
 * as rows processed is a share of the optimizer's own guess. So what counts is the rows of the result, and the time that
 * the process takes of all processors.
 */
import type { Cost } from "../../budget.ts";
import type { SqlError } from "../../errors.ts";
import { priceStop } from "../../price-stop.ts";

export interface PriceWatch {
  /** Rows of the result that were handed on. */
  given(rows: number): void;
  end(): void;
}

const checkMs = 100;

/** Calls `onPassed` once, where the run passes ten times `price`; that ends the watch. */
export function watchPrice(price: Cost, onPassed: (stop: SqlError) => void): PriceWatch {
  const start = process.cpuUsage();
  let rowsGiven = 0;
  const check = (): void => {
    const { user, system } = process.cpuUsage(start);
    const stop = priceStop(price, { rowsRead: 0, rowsGiven, bytesRead: 0, cpuMs: (user + system) / 1_000 });
    if (stop === null) return;
    clearInterval(timer);
    onPassed(stop);
  };
  const timer = setInterval(check, checkMs).unref();
  return {
    given(rows) {
      rowsGiven += rows;
    },
    end: () => clearInterval(timer),
  };
}
