/** A hosted part's listener: where it listens, and how it drains when it closes. */
import { once } from "node:events";
import type { Server, ServerResponse } from "node:http";
import { isIPv6 } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { Server as TlsServer } from "node:tls";
import type { Part } from "@drawbridge/contracts/part";
import { loopbackHost } from "./network.ts";

/** Where to listen. */
export interface ListenAddress {
  /** 0 for any free port. */
  readonly port: number;
  /** An address or name of this machine; 127.0.0.1 where it is left out. */
  readonly host?: string | undefined;
}

/** Milliseconds that requests in flight have to end when a part closes that was not told another time. */
const defaultDrainMs = 5_000;

export interface DrainOptions {
  /** Milliseconds that requests in flight have to end when the part closes. */
  readonly drainMs?: number | undefined;
  /** Called when that time is over, for the requests that are still in flight. Then their connections are cut. */
  cut?(): void;
}

export type Listener = Required<Part>;

/**
 * Connections that the system holds for a part until it accepts them; the system's own limit (Linux: net.core.somaxconn)
 * counts where it is lower. Node's 511 are too few: when an edge comes back, or a busy moment ends, each caller opens
 * connections at once, and Linux drops those over the limit. Their callers then wait seconds, and read a reset or a 408.
 */
export const waitingConnections = 4_096;

/**
 * Binds the server, and returns the base URL by which programs of this machine reach it. Rejects where the port is taken,
 * or the address is none of this machine's.
 */
export async function bindTo(server: Server, { port, host = loopbackHost }: ListenAddress): Promise<string> {
  server.listen({ port, host, backlog: waitingConnections });
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new TypeError("a server on a port has no port");
  return `${server instanceof TlsServer ? "https" : "http"}://${reachableName(address.address)}:${address.port}`;
}

/** An address that means all of this machine's is reached by loopback. An IPv6 address is in brackets (RFC 3986 §3.2.2). */
function reachableName(address: string): string {
  if (address === "0.0.0.0") return loopbackHost;
  if (address === "::") return "[::1]";
  return isIPv6(address) ? `[${address}]` : address;
}

/**
 * Listens until it is closed. Rejects where the port is taken. Once it closes, it accepts no new connection.
 */
export async function listen(server: Server, at: ListenAddress, options: DrainOptions = {}): Promise<Listener> {
  const leave = endsConnections(server);
  const url = await bindTo(server, at);
  let closing: Promise<void> | undefined;
  return {
    url,
    leave,
    close() {
      leave();
      closing ??= drain(server, options);
      return closing;
    },
  };
}

/**
 * Returns a function that makes every answer from then on the last one of its connection, including those of requests
 * that are in flight.
 */
export function endsConnections(server: Server): () => void {
  const open = new Set<ServerResponse>();
  let leaving = false;
  const endAfter = (response: ServerResponse): void => {
    if (!response.headersSent) response.setHeader("connection", "close");
  };
  server.prependListener("request", (_, response: ServerResponse) => {
    open.add(response);
    response.once("close", () => open.delete(response));
    if (leaving) endAfter(response);
  });
  return () => {
    if (leaving) return;
    leaving = true;
    for (const response of open) endAfter(response);
  };
}

/** Milliseconds in which words of farewell can reach their reader. */
const lastBytesMs = 500;

/** Waits for requests in flight, and cuts those that have not ended in time. */
async function drain(server: Server, { drainMs = defaultDrainMs, cut }: DrainOptions): Promise<void> {
  const closed = once(server, "close").then(() => true);
  server.close();
  if (!(await endsWithin(server, closed, drainMs)) && cut !== undefined) {
    cut();
    await endsWithin(server, closed, lastBytesMs);
  }
  server.closeAllConnections();
  await closed;
}

async function endsWithin(server: Server, closed: Promise<boolean>, ms: number): Promise<boolean> {
  const deadline = performance.now() + ms;
  do {
    // `close` does not end a connection that was busy when it was called, even once that connection is idle.
    server.closeIdleConnections();
    if (await Promise.race([closed, sleep(25, false)])) return true;
  } while (performance.now() < deadline);
  return false;
}
