/**
 * Hands one request to its server, and the answer back, chunk by chunk. The edge does not buffer, parse or time it. When
 * one side ends, cleanly or not, the other side is ended in the same way.
 */
import http, { type ClientRequest, type IncomingMessage, type ServerResponse } from "node:http";
import https from "node:https";
import type { Socket } from "node:net";
import { pipeline } from "node:stream";
import { responseHeaders } from "./headers.ts";
import { badRequest, headersTooLarge, lost, type Refused, unreachable } from "./refusal.ts";

export interface Handover {
  readonly server: string;
  readonly url: URL;
  /** Name, value, name, value …: all headers that the server gets, except those that frame the body. */
  readonly headers: string[];
  readonly maxBodyBytes: number;
}

export interface Forwarder {
  /**
   * Calls `refuse` at most once, and only while nothing has been answered. Returns the function that ends the exchange: a
   * caller without an answer gets the refusal, and an answer that has begun breaks off.
   */
  forward(
    from: IncomingMessage,
    to: ServerResponse,
    handover: Handover,
    refuse: (refused: Refused) => void,
  ): (refused: Refused) => void;
  close(): void;
}

/** Milliseconds in which a server must accept a connection. */
const connectTimeoutMs = 5000;

/** Keeps connections to servers open for the next request. */
export function forwarder(): Forwarder {
  const agents = { "http:": new http.Agent({ keepAlive: true }), "https:": new https.Agent({ keepAlive: true }) };

  return {
    forward(from, to, handover, refuse) {
      const { server, url, headers, maxBodyBytes } = handover;
      if (to.destroyed) return () => {};
      if (Number(from.headers["content-length"] ?? 0) > maxBodyBytes) {
        refuse(tooLarge(maxBodyBytes));
        return () => {};
      }
      const options = { method: from.method ?? "GET", headers: ["Host", url.host, ...headers] };
      const request =
        url.protocol === "https:"
          ? https.request(url, { ...options, agent: agents["https:"] })
          : http.request(url, { ...options, agent: agents["http:"] });
      const handedOver = watchConnection(request, url.protocol === "https:" ? "secureConnect" : "connect");

      // Once the answer has begun, its own stream reports how it ends.
      let over = false;
      const giveUp = (refused: Refused): void => {
        if (over) return;
        over = true;
        from.unpipe(request);
        request.destroy();
        if (!to.headersSent && !to.destroyed) refuse(refused);
      };
      request.on("error", () => giveUp(handedOver() ? lost(server) : unreachable(server, "cannot be reached")));
      request.on("response", (answer) => {
        const misplaced = misplacedAnswer(server, answer.statusCode ?? 0);
        if (misplaced !== null) return giveUp(misplaced);
        to.writeHead(answer.statusCode ?? 502, responseHeaders(answer.rawHeaders));
        to.flushHeaders();
        pipeline(answer, to, () => {});
      });
      to.on("close", () => {
        if (!to.writableFinished) request.destroy();
        // A server may answer before it has read everything. The rest must not block the next request.
        from.unpipe(request);
        from.resume();
      });

      const end = (refused: Refused): void => {
        if (to.headersSent) to.destroy();
        else giveUp(refused);
      };
      if (!hasBody(from)) {
        request.end();
        return end;
      }
      let received = 0;
      from.on("data", (chunk: Buffer) => {
        received += chunk.length;
        if (received > maxBodyBytes) giveUp(tooLarge(maxBodyBytes));
      });
      from.pipe(request);
      return end;
    },
    close() {
      for (const agent of Object.values(agents)) agent.destroy();
    },
  };
}

/**
 * Whether the request had a connection to leave on; without one it certainly never arrived. Also ends a connection
 * attempt that takes too long.
 */
function watchConnection(request: ClientRequest, connected: "connect" | "secureConnect"): () => boolean {
  let open = false;
  request.once("socket", (socket: Socket) => {
    if (request.reusedSocket) {
      open = true;
      return;
    }
    const timer = setTimeout(
      () => socket.destroy(new Error("The server did not accept a connection.")),
      connectTimeoutMs,
    );
    socket.once("close", () => clearTimeout(timer));
    socket.once(connected, () => {
      clearTimeout(timer);
      open = true;
    });
  });
  return () => open;
}

/**
 * A server's own 431 has no body, or speaks of headers that the caller did not send. A redirect would send the caller elsewhere. A 401 would make the caller doubt its own sign-in, which the edge has
 * already checked.
 */
function misplacedAnswer(server: string, status: number): Refused | null {
  if (status >= 300 && status < 400) return unreachable(server, "answered with a redirect, which is not passed on");
  if (status === 401) return unreachable(server, "does not accept this edge");
  if (status === 431) return headersTooLarge(server);
  return null;
}

/** RFC 9112 §6.3: a request has a body where one of these says so. */
export const hasBody = ({ headers }: IncomingMessage): boolean =>
  headers["transfer-encoding"] !== undefined || Number(headers["content-length"] ?? 0) > 0;

const tooLarge = (limit: number): Refused =>
  badRequest(413, `A request may have ${limit / 1024 / 1024} MiB at most. Send less at once.`);
