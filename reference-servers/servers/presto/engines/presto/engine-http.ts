/** Sends HTTP requests to one engine. replies.ts reads the replies. */
import { setTimeout as wait } from "node:timers/promises";
import { systemErrorCode } from "@drawbridge/contracts/system-error";
import { cancelled, unreachable } from "./engine-error.ts";

export interface Reply {
  readonly status: number;
  readonly headers: Headers;
  readonly body: string;
}

type RequestHeaders = Readonly<Record<string, string>>;

export interface EngineHttp {
  readonly engine: URL;
  /** POST of a statement. Nothing runs before the first `requestNext`, so it is safe to send it again. */
  requestStatement(sql: string, headers: RequestHeaders, signal: AbortSignal): Promise<Reply>;
  /** GET of a page's `next`; the same page may be requested again. */
  requestNext(next: URL, headers: RequestHeaders, signal: AbortSignal): Promise<Reply>;
  /**
   * DELETE of a page's `next`: the engine ends the query. It is sent again where the connection broke, because the engine
   * would run the query on until it misses its reader (five minutes in Presto).
   */
  requestEnd(next: URL, headers: RequestHeaders, signal: AbortSignal): Promise<Reply>;
  requestInfo(signal: AbortSignal): Promise<Reply>;
  /** GET of the engine's information about a query. */
  requestQuery(id: string, headers: RequestHeaders, signal: AbortSignal): Promise<Reply>;
}

/** Time limit (ms) of a request. The engine holds a request for at most a second, so after this it is unreachable. */
const timeoutMs = 30_000;
/** Pauses (ms) between attempts while the engine is too busy for a request, as in Presto's own client. */
const retryPausesMs: readonly number[] = [50, 100, 200, 400, 800, 1_600];
/** Pauses (ms) between attempts to end a query while the connection breaks. */
const endPausesMs: readonly number[] = [50, 100, 200, 400];
/** Pauses (ms) between attempts while there is no connection: the request was not sent, so it may be sent again. */
const connectPausesMs: readonly number[] = [50, 100, 200, 400];
/** The engine's name has no address for a moment (a name service that is restarted), or its address accepts nothing. */
const unsentCodes: ReadonlySet<string> = new Set(["EAI_AGAIN", "ENOTFOUND", "ECONNREFUSED", "EHOSTUNREACH"]);
const busyStatuses: ReadonlySet<number> = new Set([502, 503, 504]);

/** Every request throws SqlError: "engine-unreachable" without a reply, "cancelled" when `signal` aborts. */
export function createEngineHttp(url: string, fetch: typeof globalThis.fetch): EngineHttp {
  const engine = new URL(url.endsWith("/") ? url : `${url}/`);

  async function sendOnce(
    address: URL,
    init: RequestInit,
    signal: AbortSignal,
    [pauseMs, ...pausesMs] = connectPausesMs,
  ): Promise<Reply> {
    try {
      const response = await fetch(address, {
        ...init,
        redirect: "error", // a redirect would send the caller's name to another host
        signal: AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]),
      });
      return { status: response.status, headers: response.headers, body: await response.text() };
    } catch (cause) {
      if (pauseMs !== undefined && !signal.aborted && wasNotSent(cause)) {
        await wait(pauseMs);
        return sendOnce(address, init, signal, pausesMs);
      }
      throw signal.aborted ? cancelled() : unreachable("The engine does not answer.", cause);
    }
  }

  async function send(address: URL, init: RequestInit, signal: AbortSignal): Promise<Reply> {
    for (const pauseMs of retryPausesMs) {
      const reply = await sendOnce(address, init, signal);
      if (!busyStatuses.has(reply.status)) return reply;
      await wait(pauseMs, undefined, { signal }).catch(() => {
        throw cancelled();
      });
    }
    return sendOnce(address, init, signal);
  }

  async function sendEnd(address: URL, init: RequestInit, signal: AbortSignal): Promise<Reply> {
    // One time limit for all attempts: an engine that takes the request and is silent is not asked for minutes.
    const within = AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]);
    for (const pauseMs of endPausesMs) {
      try {
        return await send(address, init, within);
      } catch (error) {
        if (within.aborted) throw signal.aborted ? error : unreachable("The engine does not answer.", error);
        await wait(pauseMs);
      }
    }
    return send(address, init, within);
  }

  return {
    engine,
    requestStatement: (sql, headers, signal) =>
      send(new URL("v1/statement", engine), { method: "POST", body: sql, headers }, signal),
    requestNext: (next, headers, signal) => send(next, { headers }, signal),
    requestEnd: (next, headers, signal) => sendEnd(next, { method: "DELETE", headers }, signal),
    requestQuery: (id, headers, signal) =>
      send(new URL(`v1/query/${encodeURIComponent(id)}`, engine), { headers }, signal),
    requestInfo: (signal) => send(new URL("v1/info", engine), {}, signal),
  };
}

/** `fetch` puts the system's error into `cause`. */
const wasNotSent = (error: unknown): boolean =>
  error instanceof Error && unsentCodes.has(systemErrorCode(error.cause) ?? "");
