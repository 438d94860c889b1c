/**
 * The one listener of every hosted part (edge, registry, identity provider, servers): how long a client may take, and
 * which requests it refuses for all parts, because two readers could understand them differently or no store could keep
 * them.
 */
import { createServer, type IncomingMessage, type RequestListener, type Server, type ServerResponse } from "node:http";
import type { Refusal } from "@drawbridge/contracts/access";
import { hasNul } from "@drawbridge/contracts/storable-text";

export const listenerTimes = {
  /** Milliseconds in which a client must have sent its headers, counted from the start of the connection. */
  headersTimeout: 5_000,
  /** Milliseconds for the whole request; a body is at most 16 MiB. This does not limit answers. */
  requestTimeout: 120_000,
  /** Milliseconds that an idle connection is kept: longer than clients keep theirs, so that they close first. */
  keepAliveTimeout: 65_000,
  /** Milliseconds between two checks for connections that have exceeded one of these times. */
  connectionsCheckingInterval: 1_000,
} as const;

/** An HTTP server that does not listen yet. `handle` gets each request that is not refused. */
export const httpListener = (handle: RequestListener): Server =>
  createServer(listenerTimes, (request, response) => {
    const refused = refusalOf(request);
    if (refused === null) handle(request, response);
    else refuse(request, response, refused);
  });

/** Why no part handles this request, as a sentence to the client; null where it is acceptable. */
function refusalOf({ rawHeaders, url = "" }: Pick<IncomingMessage, "rawHeaders" | "url">): string | null {
  const hosts = rawHeaders.filter((name, index) => index % 2 === 0 && name.toLowerCase() === "host");
  // RFC 9112 §3.2. Node would use the first Host line, and a proxy in front of it perhaps the last.
  if (hosts.length > 1) return "The request has more than one Host line. Send the one that you mean.";
  return hasNul(url) ? "The address holds a NUL (%00), which no name and no text has here. Leave it out." : null;
}

function refuse(request: IncomingMessage, response: ServerResponse, message: string): void {
  const refusal: Refusal = { error: "bad-request", message, policy: null, ask: null };
  response.writeHead(400, {
    "content-type": "application/json",
    "cache-control": "no-store",
    "x-content-type-options": "nosniff",
    connection: "close",
  });
  response.end(JSON.stringify(refusal));
  // The rest of the request is read and discarded, so that the client reads the answer and gets no connection reset.
  request.resume();
}
