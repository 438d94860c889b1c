/**
 * Gets the rest of an answer whose stream broke, if the server keeps it (2025-11-25, Streamable HTTP, resumability). The
 * server says when to ask (`retry`), and an event's id says from where.
 */
import type { Failure } from "../../kernel/failure.ts";
import type { Delivery, UpstreamRequest } from "../delivery/delivery.ts";
import { pause, reopenPause } from "./upstream.ts";

/** How many times in a row a stream is resumed without any new event before the call is given up. */
const maxResumptions = 5;
/** A longer pause (ms) that a server asks for is cut, because agents give up calls after a minute. */
const maxRetryMs = 30_000;
/** After this many tries in a row, the pauses grow, also where the server asks for short ones. */
const maxQuickTries = 3;

type Lost = Extract<Delivery, { kind: "lost" }>;

/**
 * How long (ms) to wait before a stream is opened again. `retry` is the time (ms) that the server asked for; null if it
 * asked for none.
 */
export function resumePause(retry: number | null, failures: number): number {
  if (retry === null) return reopenPause(failures);
  const shortest = failures < maxQuickTries ? 0 : reopenPause(failures - maxQuickTries);
  return Math.min(Math.max(retry, shortest), maxRetryMs);
}

/**
 * Asks for the rest with the request's own headers. A stream that breaks again is resumed again, also if nothing came on
 * it. Returns the answer, or `lost` if the server does not resume. Rejects with the abort of the request's signal.
 */
export async function resume(
  lost: Lost,
  { body: _, ...request }: UpstreamRequest,
  send: (request: UpstreamRequest) => Promise<Delivery>,
): Promise<Delivery> {
  let { lastEventId, retry } = lost;
  for (let tries = 0; tries < maxResumptions; tries += 1) {
    await pause(resumePause(retry, tries), request.signal);
    request.signal.throwIfAborted();
    const headers = { ...request.headers, "last-event-id": lastEventId };
    // `deliver` must not resend it at once, because the server asked for a pause.
    const next = await send({ ...request, method: "GET", headers, lastEventId, readOnly: false });
    if (next.kind === "lost") {
      if (next.lastEventId !== lastEventId) tries = -1;
      lastEventId = next.lastEventId;
      retry = next.retry ?? retry;
    } else if (!mayResumeLater(next)) {
      return next.kind === "answered" ? next : lost;
    }
  }
  return lost;
}

/**
 * Whether a stream that could not be resumed just now may be resumed later: the connection broke or was refused, or the
 * server is busy.
 */
function mayResumeLater(delivery: Delivery): boolean {
  if (delivery.kind !== "failure") return false;
  const { status, failure } = delivery;
  return status === undefined ? temporary.has(failure.code) : status === 429 || status >= 500;
}

/** Failures that may be over at the next try. */
const temporary: ReadonlySet<Failure["code"]> = new Set(["unreachable", "may-have-run"]);
