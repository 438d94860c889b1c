/**
 * Compares the statement that runs in this process with its price. DuckDB does not count rows while it runs; its "rows
 * processed" is a share of the optimizer's estimate. So this uses the rows of the result, and the processor time of the
 * process.
 */
import type { Cost } from "../../../budget.ts";
import type { SqlError } from "../../../errors.ts";
import { priceStop } from "../../../price-stop.ts";

export interface PriceWatch {
  /** Adds rows of the result that were sent to the reader. */
  addResultRows(rows: number): void;
  end(): void;
}

const checkIntervalMs = 100;

/** Calls `onPassed` once if the run passes ten times `price`, and then ends the watch. */
export function watchPrice(price: Cost, onPassed: (stop: SqlError) => void): PriceWatch {
  const start = process.cpuUsage();
  let resultRows = 0;
  const check = (): void => {
    const { user, system } = process.cpuUsage(start);
    const stop = priceStop(price, { rowsRead: 0, resultRows, bytesRead: 0, cpuMs: (user + system) / 1_000 });
    if (stop === null) return;
    clearInterval(timer);
    onPassed(stop);
  };
  const timer = setInterval(check, checkIntervalMs).unref();
  return {
    addResultRows(rows) {
      resultRows += rows;
    },
    end: () => clearInterval(timer),
  };
}
