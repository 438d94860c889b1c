/**
 * Hands one request to an instance of its server, and the answer back, chunk by chunk. The edge does not buffer or time
 * it. Of a server with an approved version it reads which tool is called, and it reads lists of tools whole (tool-guard.ts). When one side ends, cleanly or not, the other side is ended in the same way. The body of a request is read only
 * once an instance has accepted the connection, so that a request whose instance cannot be reached goes whole to the next.
 */
import http, { type ClientRequest, type IncomingMessage, type ServerResponse } from "node:http";
import https from "node:https";
import type { Socket } from "node:net";
import { pipeline } from "node:stream";
import { keepAlive } from "@drawbridge/contracts/keep-alive";
import type { Attempt } from "./balancer.ts";
import { responseHeaders } from "./headers.ts";
import { badRequest, headersTooLarge, lost, misplaced, type Refused } from "./refusal.ts";
import type { ToolGuard } from "./tool-guard.ts";

export interface Handover {
  readonly server: string;
  /** Begins the next try at an instance that was not tried; null where none is left. */
  next(): Attempt | null;
  /** The answer where no instance can be reached. */
  readonly unreachable: Refused;
  /** Of the request: with the question mark, or empty. */
  readonly query: string;
  /** Name, value, name, value …: all headers that the server gets, except those that frame the body. */
  readonly headers: string[];
  /** What the client gets as the value of a header that the instance at `url` sent. */
  answerHeader(name: string, value: string, url: string): string;
  readonly maxBodyBytes: number;
  /** Null where the server alone decides about its tools. */
  readonly guard: ToolGuard | null;
}

/** One request that is with its server. */
export interface Forwarding {
  /** Ends it: a caller without an answer gets the refusal, and an answer that has begun breaks off. */
  end(refused: Refused): void;
  /** Ends an answer that has begun as if the server had ended it. For streams that only listen: their clients open the next. */
  finish(): void;
}

export interface Forwarder {
  /** Calls `refuse` at most once, and only while nothing has been answered. */
  forward(
    from: IncomingMessage,
    to: ServerResponse,
    handover: Handover,
    refuse: (refused: Refused) => void,
  ): Forwarding;
  close(): void;
}

const over: Forwarding = { end: () => {}, finish: () => {} };

/** Bytes that a list of tools may have, where the edge checks it. It has this much of each list in memory at once. */
const maxListBytes = 4 * 1024 * 1024;

/** Milliseconds in which a server must accept a connection. */
const connectTimeoutMs = 5000;

/** Keeps connections to servers open for the next request, for a shorter time than servers keep them. */
export function forwarder(): Forwarder {
  const options = { keepAlive: true, timeout: keepAlive.clientMs };
  const agents = { "http:": new http.Agent(options), "https:": new https.Agent(options) };
  const open = (from: IncomingMessage, url: URL, headers: readonly string[]): ClientRequest => {
    const options = { method: from.method ?? "GET", headers: ["Host", url.host, ...headers] };
    return url.protocol === "https:"
      ? https.request(url, { ...options, agent: agents["https:"] })
      : http.request(url, { ...options, agent: agents["http:"] });
  };

  return {
    forward(from, to, handover, refuse) {
      if (to.destroyed) return over;
      const { maxBodyBytes } = handover;
      if (Number(from.headers["content-length"] ?? 0) > maxBodyBytes) {
        refuse(tooLarge(maxBodyBytes));
        return over;
      }
      const exchange = new Exchange(from, to, handover, { open, refuse });
      exchange.tryNext();
      return exchange;
    },
    close() {
      for (const agent of Object.values(agents)) agent.destroy();
    },
  };
}

interface ExchangeParts {
  open(from: IncomingMessage, url: URL, headers: readonly string[]): ClientRequest;
  refuse(refused: Refused): void;
}

/** One request of a client, until its answer has ended. */
class Exchange implements Forwarding {
  readonly #from: IncomingMessage;
  readonly #to: ServerResponse;
  readonly #handover: Handover;
  readonly #parts: ExchangeParts;
  #current: ClientRequest | null = null;
  #passing: IncomingMessage | null = null;
  /** Once the answer has begun, its own stream reports how it ends. */
  #over = false;

  constructor(from: IncomingMessage, to: ServerResponse, handover: Handover, parts: ExchangeParts) {
    this.#from = from;
    this.#to = to;
    this.#handover = handover;
    this.#parts = parts;
    to.on("close", () => {
      this.#over = true;
      const request = this.#current;
      if (!to.writableFinished) request?.destroy();
      // A server may answer before it has read everything. The rest must not block the next request.
      if (request !== null) from.unpipe(request);
      from.resume();
    });
  }

  /** Tries the next instance, or refuses where none is left. */
  tryNext(): void {
    const attempt = this.#handover.next();
    if (attempt === null) {
      this.#giveUp(this.#handover.unreachable);
      return;
    }
    const { server, query, headers } = this.#handover;
    const url = new URL(query, attempt.url);
    const request = this.#parts.open(this.#from, url, headers);
    this.#current = request;
    request.once("close", attempt.left);
    const connection = watchConnection(request, url.protocol === "https:" ? "secureConnect" : "connect", () =>
      this.#send(request),
    );
    request.on("error", () => {
      if (this.#over || this.#current !== request) return;
      attempt.ended(connection() === "reused" ? "failed" : "unreachable");
      if (connection() === "none") this.tryNext();
      else this.#giveUp(lost(server));
    });
    request.on("response", (answer) => this.#answer(answer, attempt));
  }

  /** Ends the exchange with a refusal, or breaks the answer off. */
  end(refused: Refused): void {
    if (this.#to.headersSent) this.#to.destroy();
    else this.#giveUp(refused);
  }

  /** The pieces that wait are written; what the server sends from now on is not. */
  finish(): void {
    if (this.#passing === null || this.#to.writableEnded) return;
    this.#passing.unpipe(this.#to);
    this.#to.end(() => this.#current?.destroy());
  }

  #answer(answer: IncomingMessage, attempt: Attempt): void {
    const { server, answerHeader, guard } = this.#handover;
    const { statusCode: status = 502 } = answer;
    attempt.ended(status >= 500 || status === 401 ? "failed" : "ok");
    if (this.#over) return;
    const refusal = misplacedAnswer(server, status);
    if (refusal !== null) {
      this.#giveUp(refusal);
      return;
    }
    const headers = responseHeaders(answer.rawHeaders, (name, value) => answerHeader(name, value, attempt.url));
    if (status < 300 && guard !== null && guard.answers() !== "anything") {
      this.#relayList(answer, guard, { status, headers });
      return;
    }
    this.#to.writeHead(status, headers);
    this.#to.flushHeaders();
    this.#passing = answer;
    pipeline(answer, this.#to, () => {});
  }

  /** Reads a list of tools whole, and relays what of it is approved. */
  #relayList(
    answer: IncomingMessage,
    guard: ToolGuard,
    { status, headers }: { status: number; headers: string[] },
  ): void {
    const { server } = this.#handover;
    if (guard.answers() === "unknown") {
      this.#giveUp(misplaced(server, "answered before it had read the request"));
      return;
    }
    const pieces: Buffer[] = [];
    let bytes = 0;
    answer.on("data", (piece: Buffer) => {
      bytes += piece.length;
      if (bytes > maxListBytes) this.#giveUp(misplaced(server, "sent a list of tools that is too large to check"));
      else pieces.push(piece);
    });
    answer.on("error", () => this.#giveUp(lost(server)));
    answer.on("end", () => {
      if (this.#over) return;
      const body = guard.relayed(Buffer.concat(pieces), answer.headers);
      if (body === null) this.#giveUp(misplaced(server, "sent a list of tools that cannot be read"));
      else this.#to.writeHead(status, withoutLength(headers)).end(body);
    });
  }

  #send(request: ClientRequest): void {
    if (this.#over) return;
    const { maxBodyBytes, guard } = this.#handover;
    if (!hasBody(this.#from)) {
      request.end();
      return;
    }
    let received = 0;
    this.#from.on("data", (chunk: Buffer) => {
      received += chunk.length;
      const refused = received > maxBodyBytes ? tooLarge(maxBodyBytes) : (guard?.read(chunk) ?? null);
      if (refused !== null) this.#giveUp(refused);
    });
    this.#from.on("end", () => guard?.end());
    this.#from.pipe(request);
  }

  #giveUp(refused: Refused): void {
    if (this.#over) return;
    this.#over = true;
    const request = this.#current;
    if (request !== null) {
      this.#from.unpipe(request);
      request.destroy();
    }
    if (!this.#to.headersSent && !this.#to.destroyed) this.#parts.refuse(refused);
  }
}

/**
 * Calls `connected` once the request has a connection to leave on, and says later which it had: without one it certainly
 * never arrived. Also ends a connection attempt that takes too long.
 */
function watchConnection(
  request: ClientRequest,
  event: "connect" | "secureConnect",
  connected: () => void,
): () => "none" | "reused" | "new" {
  let kind: "none" | "reused" | "new" = "none";
  request.once("socket", (socket: Socket) => {
    if (request.reusedSocket) {
      kind = "reused";
      return connected();
    }
    const timer = setTimeout(
      () => socket.destroy(new Error("The server did not accept a connection.")),
      connectTimeoutMs,
    );
    socket.once("close", () => clearTimeout(timer));
    socket.once(event, () => {
      clearTimeout(timer);
      kind = "new";
      connected();
    });
  });
  return () => kind;
}

/** The length is another one once tools are taken out. The list is name, value, name, value …. */
const withoutLength = (headers: readonly string[]): string[] =>
  headers.filter((_, index) => headers[index - (index % 2)]?.toLowerCase() !== "content-length");

/**
 * A server's own 431 has no body, or speaks of headers that the caller did not send. A redirect would send the caller
 * elsewhere. A 401 would make the caller doubt its own sign-in, which the edge has already checked.
 */
function misplacedAnswer(server: string, status: number): Refused | null {
  if (status >= 300 && status < 400) return misplaced(server, "answered with a redirect, which is not passed on");
  if (status === 401) return misplaced(server, "does not accept this edge");
  if (status === 431) return headersTooLarge(server);
  return null;
}

/** RFC 9112 §6.3: a request has a body where one of these says so. */
export const hasBody = ({ headers }: IncomingMessage): boolean =>
  headers["transfer-encoding"] !== undefined || Number(headers["content-length"] ?? 0) > 0;

const tooLarge = (limit: number): Refused =>
  badRequest(413, `A request may have ${limit / 1024 / 1024} MiB at most. Send less at once.`);
