/** Writing the edge's own answers; a server's pass by forward.ts. */
import type { IncomingMessage, ServerResponse } from "node:http";
import { finished } from "node:stream";
import type { EdgeConfiguration } from "@drawbridge/contracts/registry";
import { edgePath } from "@drawbridge/contracts/registry";
import { proofAlgorithms } from "./dpop-proof.ts";
import type { Refused } from "./refusal.ts";

/** Milliseconds that a refused client may go on sending, so that it reads the refusal instead of a reset. */
const refusedBodyPatience = 10_000;

export function answer(to: ServerResponse, status: number, body: unknown): void {
  to.end(begin(to, status, body));
}

/**
 * Answers, and throws away what the client is still sending. The answer is written whole at once but ended only after
 * that: an ended one would close the connection under a client that asked for `Connection: close`.
 */
export function answerRefused(from: IncomingMessage, to: ServerResponse, { status, body, headers }: Refused): void {
  to.write(begin(to, status, body, headers));
  const patience = setTimeout(() => from.destroy(), refusedBodyPatience);
  finished(from, () => {
    clearTimeout(patience);
    to.end();
  });
  from.resume();
}

/** Writes the head, and tells the text of the body that it announces. */
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

/** RFC 9728 §2. It says nothing of the server, so that anybody may ask for any name. */
export const resourceMetadata = (
  edgeUrl: string,
  server: string,
  { issuer }: EdgeConfiguration,
  proofRequired: boolean,
) => ({
  resource: `${edgeUrl}${edgePath(server)}`,
  authorization_servers: [issuer],
  bearer_methods_supported: ["header"],
  dpop_signing_alg_values_supported: proofAlgorithms,
  dpop_bound_access_tokens_required: proofRequired,
});
