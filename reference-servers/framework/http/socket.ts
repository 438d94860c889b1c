/** The socket of a server: it is bound before the server serves, and closed in a way that loses no answer. */
import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { belowBase } from "@drawbridge/hosted/base-path";
import { bindTo, endsConnections } from "@drawbridge/hosted/listen";
import { httpListener, type ListenerLog } from "@drawbridge/hosted/listener";
import type { Network } from "@drawbridge/hosted/network";
import { getRequestListener } from "@hono/node-server";

export interface Socket {
  /** Base URL, without a trailing slash. */
  readonly url: string;
  /** Answers requests with `fetch`, including those that arrived since it was bound. */
  serve(fetch: (request: Request) => Response | Promise<Response>): void;
  /** From now on, each answer is the last one of its connection. */
  leave(): void;
  /** Accepts no new connection; open ones stay until their answer. */
  refuseNew(): void;
  /** Gives unfinished answers a moment, then closes every connection. */
  close(): Promise<void>;
}

/** Milliseconds in which bytes that are already written can reach their reader. */
const lastBytesMs = 500;

/** `baseUrl` is the address that the server announces: a path of it that nothing strips is left out. Rejects where the port is taken. */
export async function bind(
  { port, baseUrl, ...network }: { readonly port: number; readonly baseUrl?: string | undefined } & Network,
  log?: ListenerLog,
): Promise<Socket> {
  const { promise: listener, resolve: serve } = Promise.withResolvers<ReturnType<typeof getRequestListener>>();
  const server = httpListener(
    async (request, response) => {
      if (baseUrl !== undefined) request.url = belowBase(request.url ?? "", baseUrl);
      return (await listener)(request, response);
    },
    log,
    network,
  );
  const leave = endsConnections(server);
  const url = await bindTo(server, { port, host: network.host });
  let closed: Promise<unknown> | undefined;
  const refuseNew = (): void => {
    leave();
    closed ??= once(server, "close");
    server.close();
  };

  return {
    url,
    serve: (fetch) => serve(getRequestListener(fetch, { overrideGlobalObjects: false })),
    leave,
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
