/** A hosted part's listener: on loopback, and drained when it closes. */
import { once } from "node:events";
import type { Server } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import type { Part } from "@drawbridge/contracts/part";

/** Milliseconds that requests in flight get when the part closes. */
const drainPatience = 5000;

/** Listens on `port` (0 for a free one) of 127.0.0.1. Rejects where it is taken. Closing takes no new request. */
export async function listen(server: Server, port: number): Promise<Part> {
  server.listen(port, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  const bound = typeof address === "object" && address !== null ? address.port : port;
  let closing: Promise<void> | undefined;
  return {
    url: `http://127.0.0.1:${bound}`,
    close() {
      closing ??= drain(server);
      return closing;
    },
  };
}

/** Lets what is in flight end, and cuts what has not ended in time: an open stream, usually. */
async function drain(server: Server): Promise<void> {
  let ended = false;
  const closed = once(server, "close").then(() => {
    ended = true;
  });
  server.close();
  const deadline = performance.now() + drainPatience;
  while (!ended && performance.now() < deadline) {
    // A connection that was busy when `close` was called is not ended by it once it is idle.
    server.closeIdleConnections();
    await Promise.race([closed, sleep(25)]);
  }
  server.closeAllConnections();
  await closed;
}
