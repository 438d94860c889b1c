/**
 * Decides when a run is stopped because it is far over its price. The price is the one that was compared with the
 * budget, or that a person saw before they approved. Pure.
 */
import { formatByteSize } from "@drawbridge/contracts/byte-size";
import { type Cost, formatRows } from "./budget.ts";
import { SqlError } from "./errors.ts";

/** The progress of a run by the engine's counters; 0 for what the engine does not count. */
export interface RunProgress {
  /** Rows read from tables. */
  readonly rowsRead: number;
  /** Rows of the result. */
  readonly resultRows: number;
  /** Bytes read from tables. */
  readonly bytesRead: number;
  /** Processor time (ms) of all processors together. */
  readonly cpuMs: number;
}

/** A run may cost this many times its price. */
const factor = 10;
/** Every run may cost this much, so that small runs are not stopped because of a tiny price. */
const minimum = { rows: 10_000, bytes: 64 * 2 ** 20, cpuMs: 10_000 } as const;
/**
 * What one processor does at least in a second. An engine's step processes millions of rows and hundreds of MiB; a slow
 * function, or a query of many steps, processes a hundredth of that. This limit catches a join that multiplies rows
 * within one step, which no engine counts as rows.
 */
const perSecond = { rows: 100_000, bytes: 10 * 2 ** 20 } as const;

/**
 * The error to throw if the run is over ten times its price; null if it may continue. An unknown price has no limit.
 */
export function priceStop({ rows, bytes }: Cost, progress: RunProgress): SqlError | null {
  const processed = Math.max(progress.rowsRead, progress.resultRows);
  const maxRows = rows === "unknown" ? Number.POSITIVE_INFINITY : Math.max(minimum.rows, factor * rows);
  const maxBytes = bytes === "unknown" ? Number.POSITIVE_INFINITY : Math.max(minimum.bytes, factor * bytes);
  const cpuLimitMs = maxCpuMs({ rows, bytes });
  if (processed > maxRows)
    return stopped(`it processed ${formatRows(processed)}, and its price was ${formatAmountOfRows(rows)}`);
  if (progress.bytesRead > maxBytes) {
    return stopped(`it read ${formatByteSize(progress.bytesRead)}, and its price was ${formatAmountOfBytes(bytes)}`);
  }
  if (progress.cpuMs > cpuLimitMs) {
    const price = `${formatAmountOfRows(rows)} and ${formatAmountOfBytes(bytes)}`;
    return stopped(
      `it used ${formatSeconds(progress.cpuMs)} of processor time, where ten times its price of ${price} needs at most ${formatSeconds(cpuLimitMs)}`,
    );
  }
  return null;
}

function maxCpuMs({ rows, bytes }: Cost): number {
  if (rows === "unknown" || bytes === "unknown") return Number.POSITIVE_INFINITY;
  return Math.max(minimum.cpuMs, factor * 1_000 * Math.max(rows / perSecond.rows, bytes / perSecond.bytes));
}

const formatAmountOfRows = (rows: Cost["rows"]): string => (rows === "unknown" ? "unknown" : formatRows(rows));
const formatAmountOfBytes = (bytes: Cost["bytes"]): string => (bytes === "unknown" ? "unknown" : formatByteSize(bytes));
const formatSeconds = (ms: number): string => `${(ms / 1_000).toLocaleString("en-US", { maximumFractionDigits: 1 })} s`;

const stopped = (how: string): SqlError =>
  new SqlError(
    "over-price",
    `The query was stopped, because it passed ten times its price: ${how}.`,
    "Narrow it: filter on a date or a partition, aggregate before joining, join by more columns, compute less for each row. " +
      "LIMIT does not help if a join multiplies rows. Use explain_query to get the price of the new statement. " +
      "The same statement would be stopped again.",
  );
