/** What query and query_result answer with: rows from an offset on, and how the query stands. */
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

/** Results smaller than this (JSON bytes) are always shown whole, so nobody comes back for them. */
const alwaysWhole = 4_000;

const progressEveryMs = 1_000;

/** Waits until the query is done or the call's patience ends, telling of progress. Throws the signal's reason. */
export async function waitFor(query: RunningQuery, { services, signal, progress }: PrestoContext): Promise<void> {
  const enough = AbortSignal.any([signal, AbortSignal.timeout(services.settings.waitMs)]);
  const ticking = async () => {
    // Seconds, since an aggregate reads no row until its end, and some agents give up a call that tells of no progress.
    for (let seconds = 1; ; seconds += 1) {
      await sleep(progressEveryMs, undefined, { signal: enough, ref: false }).catch(() => {});
      if (query.standing.status !== "running" || enough.aborted) return;
      progress(seconds, undefined, `${query.rows.length.toLocaleString("en-US")} rows read`);
    }
  };
  await Promise.race([query.settled, ticking()]);
  signal.throwIfAborted();
}

/** The page of `query` that begins at `offset`. Throws its failure where it failed. */
export function pageOf(query: RunningQuery, offset: number, { services }: PrestoContext): QueryPage {
  const { standing, columns, cutAt } = query;
  if (standing.status === "failed") throw standing.failure;
  const rows = query.rows.slice(offset).map((row) => [...row]);
  const page: QueryPage = {
    status: standing.status,
    columns: columns.map(({ name, type }) => ({ name, type })),
    rows,
    offset,
    row_count: query.rows.length,
  };
  if (standing.status === "running" || query.bytes > alwaysWhole) page.query_id = query.id;
  if (cutAt !== null) {
    const cap = `${services.settings.caps[cutAt].toLocaleString("en-US")} ${cutAt}`;
    page.truncated = {
      reason: `The whole result is larger than the cap of ${cap}.`,
      shown: rows.length,
      next: `Nothing was read beyond the cap of ${cap}: aggregate or filter in SQL.`,
    };
  }
  return page;
}

/** How to get what the size guard cut off, told from the page that it left. */
export function nextPage({ query_id, offset, rows, truncated }: QueryPage): string {
  const next =
    query_id === undefined
      ? "Ask for fewer columns."
      : `Call query_result with query_id ${query_id} and offset ${offset + rows.length}.`;
  return truncated === undefined ? next : `${next} ${truncated.next}`;
}
