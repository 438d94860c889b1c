/** HTTP to whoever is outside: kept-alive connections, no redirects, and the one fact that matters afterwards: did it go out? */
import http, { type IncomingMessage } from "node:http";
import https from "node:https";
import type { Socket } from "node:net";
import type { Network } from "./network.ts";
import { reasonOf } from "./reason.ts";

export interface HttpRequest {
  readonly method: "POST" | "GET" | "DELETE";
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: Buffer;
}

/** What ends an exchange from outside: called with the request, and then with the answer, as each begins. */
export type Binding = (stream: { destroy(error: Error): unknown }) => void;

/** A request that got no answer. `sent` = it may have reached the server. */
export class NoAnswer extends Error {
  readonly sent: boolean;

  constructor(sent: boolean, cause: unknown) {
    super(reasonOf(cause), { cause });
    this.name = "NoAnswer";
    this.sent = sent;
  }
}

/** Up to here (bytes) a body is copied to join the request's head. */
const joinedBelow = 64 * 1024;
/** Milliseconds in which a server must accept a connection. */
const connectTimeoutMs = 5_000;

export class HttpChannel {
  readonly #network: Network;

  constructor(network: Network) {
    this.#network = network;
  }

  /** The answer's head; its body streams. Throws NoAnswer. */
  send({ method, url, headers, body }: HttpRequest, bind: Binding): Promise<IncomingMessage> {
    return new Promise((resolve, reject) => {
      let connected = false;
      const secure = url.protocol === "https:";
      const request = (secure ? https : http).request({
        method,
        agent: this.#network.agentFor(url),
        host: url.hostname.replace(/^\[|\]$/g, ""),
        port: url.port || (secure ? 443 : 80),
        path: url.pathname + url.search,
        headers: headLines(url, headers, body),
      });
      bind(request);
      request.on("error", (error) => reject(new NoAnswer(connected, error)));
      request.on("response", resolve);
      request.on("socket", (socket) => {
        if (!isConnecting(socket)) {
          connected = true;
          return;
        }
        const timer = setTimeout(
          () => request.destroy(new Error("the server did not accept a connection")),
          connectTimeoutMs,
        );
        socket.once("close", () => clearTimeout(timer));
        socket.once(secure ? "secureConnect" : "connect", () => {
          clearTimeout(timer);
          connected = true;
        });
      });
      // A string of bytes joins the head in one write, where a buffer would be a second one.
      if (body && body.length <= joinedBelow) request.end(body.toString("latin1"), "latin1");
      else request.end(body);
    });
  }

  close(): void {
    this.#network.close();
  }
}

/** As name, value, name, value: in this form Node writes them out as they are, and keeps no table of them. */
function headLines({ host }: URL, headers: HttpRequest["headers"], body: Buffer | undefined): string[] {
  const lines = ["host", host];
  for (const name in headers) lines.push(name, headers[name] ?? "");
  if (body) lines.push("content-length", String(body.length));
  return lines;
}

/** Through a tunnel the socket is there before its TLS is. */
const isConnecting = (socket: Socket): boolean =>
  socket.connecting || ("secureConnecting" in socket && socket.secureConnecting === true);
