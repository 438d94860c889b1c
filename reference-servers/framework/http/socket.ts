/** The socket side of a server: bound to loopback before it serves, and ended so that no answer on its way is lost. */
import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { getRequestListener } from "@hono/node-server";
import { httpListener } from "./listener.ts";

export interface Socket {
  /** Base URL, without a trailing slash. */
  readonly url: string;
  /** Answers requests with `fetch`, those too that came since it was bound. */
  serve(fetch: (request: Request) => Response | Promise<Response>): void;
  /** Takes no new connection any more; those that are open stay. */
  refuseNew(): void;
  /** Gives answers on their way a moment, then cuts every connection. */
  close(): Promise<void>;
}

/** For bytes already written to reach their reader. */
const lastBytesMs = 500;

/** Binds 127.0.0.1; port 0 takes a free one. Rejects where the port is taken. */
export async function bind(port: number): Promise<Socket> {
  const { promise: listener, resolve: serve } = Promise.withResolvers<ReturnType<typeof getRequestListener>>();
  const server = httpListener(async (request, response) => (await listener)(request, response));
  server.listen(port, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new TypeError("a server on a port has no port");
  let closed: Promise<unknown> | undefined;
  const refuseNew = (): void => {
    closed ??= once(server, "close");
    server.close();
  };

  return {
    url: `http://127.0.0.1:${address.port}`,
    serve: (fetch) => serve(getRequestListener(fetch, { overrideGlobalObjects: false })),
    refuseNew,
    async close() {
      refuseNew();
      const enough = new AbortController();
      await Promise.race([closed, sleep(lastBytesMs, undefined, { signal: enough.signal }).catch(() => {})]);
      enough.abort();
      server.closeAllConnections();
      await closed;
    },
  };
}
