/**
 * When a run has gone so far past its price that it is stopped. The price is what was held against the budget, or what a
 * person read before they approved. Pure.
 */
import { type Cost, inBytes, inRows } from "./budget.ts";
import { SqlError } from "./errors.ts";

/** How far a run has come, as its engine counts; 0 for what the engine does not count. */
export interface RunProgress {
  /** Rows read from tables. */
  readonly rowsRead: number;
  /** Rows of the result. */
  readonly rowsGiven: number;
  /** Bytes read from tables. */
  readonly bytesRead: number;
  /** Milliseconds of all processors together. */
  readonly cpuMs: number;
}

/** How many times its price a run may cost. */
const times = 10;
/** What any run may cost, so that a small price does not stop what is small all the same. */
const floor = { rows: 10_000, bytes: 64 * 2 ** 20, cpuMs: 10_000 } as const;
/**
 * What one processor does in a second at the least. A step of an engine takes millions of rows and hundreds of MiB; a
 * slow function, or a query of many steps, a hundredth of that. It shows a join that multiplies within one step, which
 * no engine counts as rows.
 */
const perSecond = { rows: 100_000, bytes: 10 * 2 ** 20 } as const;

/** What to throw where the run is over ten times its price; null where it may go on. What is unknown has no limit. */
export function priceStop({ rows, bytes }: Cost, progress: RunProgress): SqlError | null {
  const gone = Math.max(progress.rowsRead, progress.rowsGiven);
  const mostRows = rows === "unknown" ? Number.POSITIVE_INFINITY : Math.max(floor.rows, times * rows);
  const mostBytes = bytes === "unknown" ? Number.POSITIVE_INFINITY : Math.max(floor.bytes, times * bytes);
  const most = mostCpuMs({ rows, bytes });
  if (gone > mostRows) return stopped(`it went through ${inRows(gone)}, and its price was ${asRows(rows)}`);
  if (progress.bytesRead > mostBytes) {
    return stopped(`it read ${inBytes(progress.bytesRead)}, and its price was ${asBytes(bytes)}`);
  }
  if (progress.cpuMs > most) {
    const price = `${asRows(rows)} and ${asBytes(bytes)}`;
    return stopped(
      `it used ${inSeconds(progress.cpuMs)} of processor time, where ten times its price of ${price} needs ${inSeconds(most)} at most`,
    );
  }
  return null;
}

function mostCpuMs({ rows, bytes }: Cost): number {
  if (rows === "unknown" || bytes === "unknown") return Number.POSITIVE_INFINITY;
  return Math.max(floor.cpuMs, times * 1_000 * Math.max(rows / perSecond.rows, bytes / perSecond.bytes));
}

const asRows = (rows: Cost["rows"]): string => (rows === "unknown" ? "unknown" : inRows(rows));
const asBytes = (bytes: Cost["bytes"]): string => (bytes === "unknown" ? "unknown" : inBytes(bytes));
const inSeconds = (ms: number): string => `${(ms / 1_000).toLocaleString("en-US", { maximumFractionDigits: 1 })} s`;

const stopped = (how: string): SqlError =>
  new SqlError(
    "over-price",
    `The query was stopped, because it passed ten times its price: ${how}.`,
    "Narrow it: filter on a date or a partition, aggregate before joining, join by more columns, compute less for each row. " +
      "LIMIT does not help where a join multiplies rows. Ask explain_query for the price of the new statement. " +
      "The same statement would be stopped again.",
  );
