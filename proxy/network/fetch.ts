/**
 * `fetch` over this program's own connections, for code that needs a `fetch` (the sign-in library, the registry's
 * readers). Node's own `fetch` knows neither the system's authorities nor a stored proxy. This one follows no redirect,
 * because requests carry tokens.
 */
import type { IncomingMessage } from "node:http";
import type { HttpChannel } from "./http-channel.ts";

export type Fetch = typeof globalThis.fetch;

/** Longest answer (bytes). Answers here are catalogues and metadata. */
const defaultMaxBytes = 16 * 1024 * 1024;
/** Statuses that have no body (Fetch §2.2.3). */
const bodiless = new Set([204, 205, 304]);

/**
 * Throws NoAnswer if no answer came, and the signal's reason if the signal ended the request. `maxBytes` is the longest
 * allowed answer.
 */
export function fetchOver(channel: HttpChannel, maxBytes = defaultMaxBytes): Fetch {
  return async (input, init) => {
    const request = new Request(input, init);
    const { signal } = request;
    signal.throwIfAborted();
    let stream: { destroy(error: Error): unknown } | null = null;
    const end = () => stream?.destroy(new Error("the request was given up"));
    signal.addEventListener("abort", end, { once: true });
    try {
      const body = Buffer.from(await request.arrayBuffer());
      const headers = Object.fromEntries(request.headers);
      const parts = { method: methodOf(request.method), url: new URL(request.url), headers };
      const response = await channel.send({ ...parts, ...(body.length > 0 && { body }) }, (bound) => {
        stream = bound;
      });
      const status = response.statusCode ?? 0;
      if (request.redirect !== "manual" && status >= 300 && status < 400 && status !== 304)
        throw new TypeError("it redirects, which is not followed");
      const text = await bodyOf(response, maxBytes);
      return new Response(bodiless.has(status) ? null : text, { status, headers: headersOf(response) });
    } catch (error) {
      signal.throwIfAborted();
      throw error;
    } finally {
      signal.removeEventListener("abort", end);
    }
  };
}

function methodOf(method: string): "GET" | "POST" | "DELETE" {
  if (method === "GET" || method === "POST" || method === "DELETE") return method;
  throw new TypeError(`Nothing here sends ${method}.`);
}

async function bodyOf(response: IncomingMessage, maxBytes: number): Promise<Buffer<ArrayBuffer>> {
  const pieces: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of response) {
    bytes += chunk.length;
    if (bytes > maxBytes) throw new TypeError("its answer is too long");
    pieces.push(chunk);
  }
  return Buffer.concat(pieces);
}

function headersOf({ rawHeaders }: IncomingMessage): Headers {
  const headers = new Headers();
  for (let at = 0; at + 1 < rawHeaders.length; at += 2) headers.append(rawHeaders[at] ?? "", rawHeaders[at + 1] ?? "");
  return headers;
}
