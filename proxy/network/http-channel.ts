/**
 * HTTP to servers: kept-alive connections, no redirects. If no answer comes, it reports whether the request was sent.
 */
import http, { type ClientRequest, type IncomingMessage } from "node:http";
import https from "node:https";
import type { Socket } from "node:net";
import { systemErrorCode } from "@drawbridge/contracts/system-error";
import { reasonOf } from "./failure-reason.ts";
import type { Network } from "./network.ts";
import { ReachTimes, unknownReachTimeoutMs } from "./reach-times.ts";

export interface HttpRequest {
  readonly method: "POST" | "GET" | "DELETE";
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: Buffer;
  /** How long (ms) the server may take to accept a connection; five seconds where it is left out. */
  readonly connectTimeoutMs?: number;
}

/**
 * Lets the caller end an exchange: called with the request when it begins, and then with the answer when that begins.
 */
export type Binding = (stream: { destroy(error: Error): unknown }) => void;

/** A request that got no answer. `sent` means that the whole of it may have reached the server. */
export class NoAnswer extends Error {
  readonly sent: boolean;

  constructor(sent: boolean, cause: unknown) {
    super(reasonOf(cause), { cause });
    this.name = "NoAnswer";
    this.sent = sent;
  }
}

/** A body up to this size (bytes) is copied, so that it is written together with the request's head. */
const joinedBelow = 64 * 1024;

const notAccepted = "the server did not accept a connection";

/** Nothing came back from the server in its time. */
class NotReached extends Error {
  constructor() {
    super(notAccepted);
    this.name = "NotReached";
  }
}

export class HttpChannel {
  readonly #network: Network;
  readonly #reachTimes = new ReachTimes();

  constructor(network: Network) {
    this.#network = network;
  }

  /** Returns the answer's head; its body streams. Throws NoAnswer. */
  async send(request: HttpRequest, bind: Binding): Promise<IncomingMessage> {
    const { host } = request.url;
    const timeoutMs = request.connectTimeoutMs ?? unknownReachTimeoutMs;
    const reachTimeoutMs = Math.min(timeoutMs, this.#reachTimes.timeoutMs(host));
    try {
      return await this.#attempt(request, bind, { timeoutMs, reachTimeoutMs });
    } catch (error) {
      if (!(error instanceof NoAnswer && error.cause instanceof NotReached)) throw error;
      // One lost packet is no network that has gone away. Where that was a guess, a second connection is tried.
      if (reachTimeoutMs === timeoutMs) throw error;
    }
    try {
      return await this.#attempt(request, bind, { timeoutMs, reachTimeoutMs });
    } catch (error) {
      if (error instanceof NoAnswer && error.cause instanceof NotReached) this.#reachTimes.missed(host);
      throw error;
    }
  }

  /** `reachTimeoutMs` (ms) is for the way to the server, and `timeoutMs` for a connection that can be used. */
  #attempt(
    { method, url, headers, body }: HttpRequest,
    bind: Binding,
    { timeoutMs, reachTimeoutMs }: { readonly timeoutMs: number; readonly reachTimeoutMs: number },
  ): Promise<IncomingMessage> {
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
      request.on("error", (error) => {
        const sent = connected && !isIncomplete(request, body) && !refusesCertificate(error);
        reject(new NoAnswer(sent, error));
      });
      request.on("response", resolve);
      request.on("socket", (socket) => {
        if (!isConnecting(socket)) {
          connected = true;
          return;
        }
        const began = performance.now();
        // What came while this process was busy is read first: only then the time is over.
        const giveUp = (): void => {
          if (isConnecting(socket)) request.destroy(socket.connecting ? new NotReached() : new Error(notAccepted));
        };
        const limit = (ms: number) => setTimeout(() => setImmediate(giveUp), ms);
        let timer = limit(socket.connecting ? reachTimeoutMs : timeoutMs);
        socket.once("close", () => clearTimeout(timer));
        if (socket.connecting)
          socket.once("connect", () => {
            const took = performance.now() - began;
            this.#reachTimes.reached(url.host, took);
            clearTimeout(timer);
            timer = limit(timeoutMs - took);
          });
        socket.once(secure ? "secureConnect" : "connect", () => {
          clearTimeout(timer);
          connected = true;
        });
      });
      // A string in latin1 is written together with the head. A buffer would need a second write.
      if (body && body.length <= joinedBelow) request.end(body.toString("latin1"), "latin1");
      else request.end(body);
    });
  }

  /** Ends the connections that no request uses: the network has gone away, and they lead nowhere. */
  closeIdle(): void {
    this.#network.closeIdle();
  }

  close(): void {
    this.#network.close();
  }
}

/** The headers as a list of name, value, name, value. Node writes this form as it is, without building a table. */
function headLines({ host }: URL, headers: HttpRequest["headers"], body: Buffer | undefined): string[] {
  const lines = ["host", host];
  for (const name in headers) lines.push(name, headers[name] ?? "");
  if (body) lines.push("content-length", String(body.length));
  return lines;
}

/**
 * Whether a part of the body was still held here. No server handles a JSON text of which a part is missing. It is judged
 * only of a body that is longer than one write.
 */
const isIncomplete = (request: ClientRequest, body: Buffer | undefined): boolean =>
  body !== undefined && body.length > joinedBelow && !request.writableFinished;

/**
 * Whether the server ended the TLS handshake because of the client's certificate. With TLS 1.3 that comes when the
 * client has sent its request already, and the server reads nothing of it (RFC 8446 §4.4.2.4).
 */
const refusesCertificate = (error: unknown): boolean =>
  /_ALERT_(?:CERTIFICATE_\w+|BAD_CERTIFICATE|UNKNOWN_CA|ACCESS_DENIED|HANDSHAKE_FAILURE)$/.test(
    systemErrorCode(error) ?? "",
  );

/** Through a tunnel the socket exists before its TLS handshake is done. */
const isConnecting = (socket: Socket): boolean =>
  socket.connecting || ("secureConnecting" in socket && socket.secureConnecting === true);
