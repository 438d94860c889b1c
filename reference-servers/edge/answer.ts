/** Writes the edge's own answers. forward.ts passes on the answers of servers. */
import type { IncomingMessage, ServerResponse } from "node:http";
import { finished } from "node:stream";
import type { EdgeConfiguration } from "@drawbridge/contracts/registry";
import { edgePath, providersOf } from "@drawbridge/contracts/registry";
import { proofAlgorithms } from "@drawbridge/hosted/dpop-proof";
import type { Refused } from "./refusal.ts";

/** Milliseconds that a refused client may go on sending, so that it reads the refusal instead of a connection reset. */
const refusedBodyTimeoutMs = 10_000;

export function answer(to: ServerResponse, status: number, body: unknown): void {
  to.end(begin(to, status, body));
}

/**
 * Answers, and discards what the client is still sending. The whole answer is written at once, but ended only after that:
 * ending it earlier would close the connection of a client that asked for `Connection: close`.
 */
export function answerRefused(from: IncomingMessage, to: ServerResponse, { status, body, headers }: Refused): void {
  to.write(begin(to, status, body, headers));
  const timer = setTimeout(() => from.destroy(), refusedBodyTimeoutMs);
  finished(from, () => {
    clearTimeout(timer);
    to.end();
  });
  from.resume();
}

/** Writes the head, and returns the text of the body that the head announces. */
function begin(to: ServerResponse, status: number, body: unknown, headers: Refused["headers"] = {}): string {
  const text = JSON.stringify(body);
  to.writeHead(status, {
    "content-type": "application/json",
    "content-length": Buffer.byteLength(text),
    "cache-control": "no-store",
    "x-content-type-options": "nosniff",
    ...headers,
  });
  return text;
}

/** RFC 9728 §2. It says nothing about the server, so any client may ask for any name. */
export const resourceMetadata = (
  edgeUrl: string,
  server: string,
  configuration: EdgeConfiguration,
  proofRequired: boolean,
) => ({
  resource: `${edgeUrl}${edgePath(server)}`,
  authorization_servers: providersOf(configuration).map(({ issuer }) => issuer),
  bearer_methods_supported: ["header"],
  dpop_signing_alg_values_supported: proofAlgorithms,
  dpop_bound_access_tokens_required: proofRequired,
});
