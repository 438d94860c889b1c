/** A hosted part's listener: where it listens, and how it drains when it closes. */
import { once } from "node:events";
import type { Server } from "node:http";
import { isIPv6 } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import type { Part } from "@drawbridge/contracts/part";
import { loopbackHost } from "./network.ts";

/** Where to listen. */
export interface ListenAddress {
  /** 0 for any free port. */
  readonly port: number;
  /** An address or name of this machine; 127.0.0.1 where it is left out. */
  readonly host?: string | undefined;
}

/** Milliseconds that requests in flight have to end when the part closes. */
const drainTimeoutMs = 5000;

/**
 * Binds the server, and returns the base URL by which programs of this machine reach it. Rejects where the port is taken,
 * or the address is none of this machine's.
 */
export async function bindTo(server: Server, { port, host = loopbackHost }: ListenAddress): Promise<string> {
  server.listen(port, host);
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new TypeError("a server on a port has no port");
  return `http://${reachableName(address.address)}:${address.port}`;
}

/** An address that means all of this machine's is reached by loopback. An IPv6 address is in brackets (RFC 3986 §3.2.2). */
function reachableName(address: string): string {
  if (address === "0.0.0.0") return loopbackHost;
  if (address === "::") return "[::1]";
  return isIPv6(address) ? `[${address}]` : address;
}

/**
 * Listens until it is closed. Rejects where the port is taken. Once it closes, it accepts no new request.
 */
export async function listen(server: Server, at: ListenAddress): Promise<Part> {
  const url = await bindTo(server, at);
  let closing: Promise<void> | undefined;
  return {
    url,
    close() {
      closing ??= drain(server);
      return closing;
    },
  };
}

/** Waits for requests in flight, and cuts those that have not ended in time: usually an open stream. */
async function drain(server: Server): Promise<void> {
  let ended = false;
  const closed = once(server, "close").then(() => {
    ended = true;
  });
  server.close();
  const deadline = performance.now() + drainTimeoutMs;
  while (!ended && performance.now() < deadline) {
    // `close` does not end a connection that was busy when it was called, even once that connection is idle.
    server.closeIdleConnections();
    await Promise.race([closed, sleep(25)]);
  }
  server.closeAllConnections();
  await closed;
}
