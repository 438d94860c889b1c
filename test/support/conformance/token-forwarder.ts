/**
 * A loopback forwarder that adds headers, for a client that cannot send a token: the conformance suite. It streams both
 * ways and changes nothing else, except a Host header that names the forwarder.
 */
import { createServer, request as open } from "node:http";
import { pipeline } from "node:stream";
import { listening } from "../network/listening.ts";

export interface Forwarder {
  /** The base URL. A path below it goes to the same path below the target. */
  readonly url: string;
  close(): Promise<void>;
}

/** Forwards to `target`; `headers` is called for every request. */
export async function forwardWith(target: string, headers: () => Promise<Record<string, string>>): Promise<Forwarder> {
  const { host, hostname, port, pathname } = new URL(target);
  const below = pathname.replace(/\/$/, "");
  const server = createServer(async (from, to) => {
    const ownHost = from.headers.host === new URL(url).host;
    const sent = { ...from.headers, ...(ownHost ? { host } : {}), ...(await headers()) };
    const onward = open(
      { hostname, port, method: from.method, path: `${below}${from.url}`, headers: sent },
      (answer) => {
        to.writeHead(answer.statusCode ?? 502, answer.headers);
        to.flushHeaders();
        pipeline(answer, to, () => {});
      },
    );
    to.on("close", () => onward.destroy());
    pipeline(from, onward, (error) => {
      if (error && !to.headersSent) to.writeHead(502).end();
    });
  });
  const url = await listening(server);
  return {
    url,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
