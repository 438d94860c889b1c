/** HTTP to one engine: the sending half. What a reply means is read in page.ts. */
import { setTimeout as wait } from "node:timers/promises";
import { cancelled, unreachable } from "./engine-error.ts";

export interface Reply {
  readonly status: number;
  readonly headers: Headers;
  readonly body: string;
}

type RequestHeaders = Readonly<Record<string, string>>;

export interface Wire {
  readonly engine: URL;
  /** POST of a statement. Nothing runs before the first `requestNext`, so that it is safe to send again. */
  requestStatement(sql: string, headers: RequestHeaders, signal: AbortSignal): Promise<Reply>;
  /** GET of a page's `next`; the same page may be asked for again. */
  requestNext(next: URL, headers: RequestHeaders, signal: AbortSignal): Promise<Reply>;
  /** DELETE of a page's `next`: the engine ends the query. */
  requestEnd(next: URL, headers: RequestHeaders, signal: AbortSignal): Promise<Reply>;
  requestInfo(signal: AbortSignal): Promise<Reply>;
  /** GET of what the engine knows of a query. */
  requestQuery(id: string, headers: RequestHeaders, signal: AbortSignal): Promise<Reply>;
}

/** Milliseconds. The engine holds a request for a second at most; after this it is gone. */
const patience = 30_000;
/** Milliseconds between attempts at an engine that is too busy to take a request, as Presto's own client does. */
const pauses: readonly number[] = [50, 100, 200, 400, 800, 1_600];
const busy: ReadonlySet<number> = new Set([502, 503, 504]);

/** Every request throws SqlError: "engine-unreachable" without a reply, "cancelled" when `signal` aborts. */
export function createWire(url: string, fetch: typeof globalThis.fetch): Wire {
  const engine = new URL(url.endsWith("/") ? url : `${url}/`);

  async function sendOnce(address: URL, init: RequestInit, signal: AbortSignal): Promise<Reply> {
    try {
      const response = await fetch(address, {
        ...init,
        redirect: "error", // a redirect would take the caller's name elsewhere
        signal: AbortSignal.any([signal, AbortSignal.timeout(patience)]),
      });
      return { status: response.status, headers: response.headers, body: await response.text() };
    } catch (cause) {
      throw signal.aborted ? cancelled() : unreachable("The engine does not answer.", cause);
    }
  }

  async function send(address: URL, init: RequestInit, signal: AbortSignal): Promise<Reply> {
    for (const pause of pauses) {
      const reply = await sendOnce(address, init, signal);
      if (!busy.has(reply.status)) return reply;
      await wait(pause, undefined, { signal }).catch(() => {
        throw cancelled();
      });
    }
    return sendOnce(address, init, signal);
  }

  return {
    engine,
    requestStatement: (sql, headers, signal) =>
      send(new URL("v1/statement", engine), { method: "POST", body: sql, headers }, signal),
    requestNext: (next, headers, signal) => send(next, { headers }, signal),
    requestEnd: (next, headers, signal) => send(next, { method: "DELETE", headers }, signal),
    requestQuery: (id, headers, signal) =>
      send(new URL(`v1/query/${encodeURIComponent(id)}`, engine), { headers }, signal),
    requestInfo: (signal) => send(new URL("v1/info", engine), {}, signal),
  };
}
