/** A hosted part's listener: it listens on loopback, and drains when it closes. */
import { once } from "node:events";
import type { Server } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import type { Part } from "@drawbridge/contracts/part";

/** Milliseconds that requests in flight have to end when the part closes. */
const drainTimeoutMs = 5000;

/** Binds `port` (0 for any free one) of 127.0.0.1, and returns the server's base URL. Rejects where the port is taken. */
export async function bindLoopback(server: Server, port: number): Promise<string> {
  server.listen(port, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new TypeError("a server on a port has no port");
  return `http://127.0.0.1:${address.port}`;
}

/**
 * Listens on `port` (0 for any free one) of 127.0.0.1. Rejects where the port is taken. Once it closes, it accepts no new
 * request.
 */
export async function listen(server: Server, port: number): Promise<Part> {
  const url = await bindLoopback(server, port);
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
