/**
 * The one listener of every hosted part (edge, registry, identity provider, servers): how long a client may take, and
 * which requests no part looks at, because two readers could understand them in two ways or no store could take them.
 */
import { createServer, type IncomingMessage, type RequestListener, type Server, type ServerResponse } from "node:http";
import type { Refusal } from "@drawbridge/contracts/access";
import { hasNul } from "@drawbridge/contracts/storable-text";

export const listenerTimes = {
  /** Milliseconds in which a client must have sent its headers, counted from the connection's first moment. */
  headersTimeout: 5_000,
  /** Milliseconds for its whole request; a body is 16 MiB at most. Answers have no limit here. */
  requestTimeout: 120_000,
  /** Milliseconds that an idle connection is kept: longer than clients keep theirs, so that they close first. */
  keepAliveTimeout: 65_000,
  /** Milliseconds between two looks for connections that have passed one of these times. */
  connectionsCheckingInterval: 1_000,
} as const;

/** An HTTP server that listens nowhere yet. `handle` gets each request that passes. */
export const httpListener = (handle: RequestListener): Server =>
  createServer(listenerTimes, (request, response) => {
    const refused = refusalOf(request);
    if (refused === null) handle(request, response);
    else refuse(request, response, refused);
  });

/** Why no part looks at this request, as a sentence to the client; null where one may. */
function refusalOf({ rawHeaders, url = "" }: Pick<IncomingMessage, "rawHeaders" | "url">): string | null {
  const hosts = rawHeaders.filter((name, index) => index % 2 === 0 && name.toLowerCase() === "host");
  // RFC 9112 §3.2. Node would take the first, and something in front of it perhaps the last.
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
  // What is still being sent is thrown away, so that the client reads the answer and no reset.
  request.resume();
}
