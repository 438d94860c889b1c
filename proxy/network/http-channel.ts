/**
 * HTTP to servers: kept-alive connections, no redirects. If no answer comes, it reports whether the request was sent.
 */
import http, { type ClientRequest, type IncomingMessage } from "node:http";
import https from "node:https";
import type { Socket } from "node:net";
import { systemErrorCode } from "@drawbridge/contracts/system-error";
import { reasonOf } from "./failure-reason.ts";
import type { Network } from "./network.ts";
import { maxReachMs } from "./reach-times.ts";
import { type FirstHop, Reachability } from "./reachability.ts";

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
  /** Whether the server's own host refused the connection, as while the server restarts. Then the network is there. */
  readonly refusedByHost: boolean;

  constructor(sent: boolean, cause: unknown, refusedByHost = false) {
    super(reasonOf(cause), { cause });
    this.name = "NoAnswer";
    this.sent = sent;
    this.refusedByHost = refusedByHost;
  }
}

/** What a host answers where nothing listens, or where its listener has just ended. */
const hostRefusals: ReadonlySet<string | undefined> = new Set(["ECONNREFUSED", "ECONNRESET"]);

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
  readonly #reachability = new Reachability();

  constructor(network: Network) {
    this.#network = network;
  }

  /** Returns the answer's head; its body streams. Throws NoAnswer. */
  async send(request: HttpRequest, bind: Binding): Promise<IncomingMessage> {
    const hop = this.#network.firstHop(request.url);
    if (!this.#reachability.isFresh(hop) && this.#network.hasIdle(request.url)) await this.#trust(hop, bind);
    return this.#attempt(request, bind, hop);
  }

  /**
   * A request on an idle connection that leads nowhere any more would wait for its own limit, and may count as run. So the
   * host is asked for a connection first. Throws NoAnswer.
   */
  async #trust(hop: FirstHop, bind: Binding): Promise<void> {
    const isThere = await new Promise<boolean>((resolve, reject) => {
      bind({ destroy: (error) => reject(new NoAnswer(false, error)) });
      void this.#reachability.check(hop, false).then(resolve);
    });
    if (isThere) return;
    this.#network.closeIdle();
    throw new NoAnswer(false, new NotReached());
  }

  #attempt(
    { method, url, headers, body, connectTimeoutMs: timeoutMs = maxReachMs }: HttpRequest,
    bind: Binding,
    hop: FirstHop,
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
        if (!connected && systemErrorCode(error) !== undefined) this.#reachability.refused(hop);
        const sent = connected && !isIncomplete(request, body) && !refusesCertificate(error);
        reject(new NoAnswer(sent, error, !connected && hop.isServer && hostRefusals.has(systemErrorCode(error))));
      });
      const giveUpUnlessThere = async (isConnecting: boolean, waits: () => boolean): Promise<void> => {
        if ((await this.#reachability.check(hop, isConnecting)) || !waits()) return;
        const error = new NotReached();
        request.destroy(error);
        // A request without a socket reports no error before it has one.
        reject(new NoAnswer(false, error));
      };
      request.on("response", (response) => {
        this.#reachability.heard(hop);
        response.once("close", () => response.complete && this.#reachability.heard(hop));
        resolve(response);
      });
      // Node gives a socket only once the proxy has opened the tunnel.
      if (!hop.isServer && !this.#reachability.isFresh(hop))
        void giveUpUnlessThere(false, () => request.socket === null);
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
        const timer = setTimeout(() => setImmediate(giveUp), timeoutMs);
        socket.once("close", () => clearTimeout(timer));
        if (socket.connecting && hop.isServer) {
          void giveUpUnlessThere(true, () => socket.connecting);
          socket.once("connect", () => this.#reachability.reached(hop, performance.now() - began));
        }
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
