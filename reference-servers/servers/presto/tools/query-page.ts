/** The answer of query and query_result: rows from an offset on, and the state of the query. */
import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";
import type { RunningQuery } from "../queries/running-query.ts";
import type { PrestoContext } from "../services.ts";
import { Shortened } from "./output.ts";

export const QueryPage = z.object({
  status: z.enum(["finished", "running", "cancelled"]),
  query_id: z.string().optional(),
  columns: z.array(z.object({ name: z.string(), type: z.string() })),
  rows: z.array(z.array(z.unknown())),
  /** Position of the first row shown. */
  offset: z.number(),
  /** Rows read so far. */
  row_count: z.number(),
  truncated: Shortened,
});
export type QueryPage = z.infer<typeof QueryPage>;

/** Results smaller than this (JSON bytes) are always returned whole, so they need no query_id. */
const maxWholeBytes = 4_000;

const progressIntervalMs = 1_000;

/** Waits until the query is done or the call's waiting time ends, and reports progress. Throws the signal's reason. */
export async function waitFor(query: RunningQuery, { services, signal, progress }: PrestoContext): Promise<void> {
  const waitSignal = AbortSignal.any([signal, AbortSignal.timeout(services.settings.waitMs)]);
  const reportProgress = async () => {
    // Progress is in seconds, because an aggregate reads no row until its end, and some agents give up a call without
    // progress.
    for (let seconds = 1; ; seconds += 1) {
      await sleep(progressIntervalMs, undefined, { signal: waitSignal, ref: false }).catch(() => {});
      if (query.state.status !== "running" || waitSignal.aborted) return;
      progress(seconds, undefined, `${query.rows.length.toLocaleString("en-US")} rows read`);
    }
  };
  await Promise.race([query.settled, reportProgress()]);
  signal.throwIfAborted();
}

/** The page of `query` that starts at `offset`. If the query failed, it throws the failure. */
export function pageOf(query: RunningQuery, offset: number, { services }: PrestoContext): QueryPage {
  const { state, columns, cutAt } = query;
  if (state.status === "failed") throw state.failure;
  const rows = query.rows.slice(offset).map((row) => [...row]);
  const page: QueryPage = {
    status: state.status,
    columns: columns.map(({ name, type }) => ({ name, type })),
    rows,
    offset,
    row_count: query.rows.length,
  };
  if (state.status === "running" || query.bytes > maxWholeBytes) page.query_id = query.id;
  if (cutAt !== null) {
    const cap = `${services.settings.caps[cutAt].toLocaleString("en-US")} ${cutAt}`;
    page.truncated = {
      reason: `The whole result is larger than the limit of ${cap}.`,
      shown: rows.length,
      next: `Nothing was read beyond the limit of ${cap}: aggregate or filter in SQL.`,
    };
  }
  return page;
}

/** Says how to get the rows that the size guard cut off, from the remaining page. */
export function nextPage({ query_id, offset, rows, truncated }: QueryPage): string {
  const next =
    query_id === undefined
      ? "Request fewer columns."
      : `Call query_result with query_id ${query_id} and offset ${offset + rows.length}.`;
  return truncated === undefined ? next : `${next} ${truncated.next}`;
}
