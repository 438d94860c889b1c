/** Writing the edge's own answers; a server's pass by forward.ts. */
import type { IncomingMessage, ServerResponse } from "node:http";
import type { EdgeConfiguration } from "@drawbridge/contracts/registry";
import { edgePath } from "@drawbridge/contracts/registry";
import type { Refused } from "./refusal.ts";

/** Milliseconds that a refused client may go on sending, so that it reads the refusal instead of a reset. */
const refusedBodyPatience = 10_000;

export function answer(to: ServerResponse, status: number, body: unknown, headers: Refused["headers"] = {}): void {
  const text = JSON.stringify(body);
  to.writeHead(status, {
    "content-type": "application/json",
    "content-length": Buffer.byteLength(text),
    "cache-control": "no-store",
    "x-content-type-options": "nosniff",
    ...headers,
  });
  to.end(text);
}

/** Answers, and throws away what the client is still sending. */
export function answerRefused(from: IncomingMessage, to: ServerResponse, { status, body, headers }: Refused): void {
  answer(to, status, body, headers);
  if (from.complete) return;
  const patience = setTimeout(() => from.destroy(), refusedBodyPatience);
  from.once("close", () => clearTimeout(patience));
  from.resume();
}

/** RFC 9728 §2. It says nothing of the server, so that anybody may ask for any name. */
export const resourceMetadata = (edgeUrl: string, server: string, { issuer }: EdgeConfiguration) => ({
  resource: `${edgeUrl}${edgePath(server)}`,
  authorization_servers: [issuer],
  bearer_methods_supported: ["header"],
});
