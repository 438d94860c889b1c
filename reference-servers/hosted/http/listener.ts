/**
 * The one listener of every hosted part (edge, registry, identity provider, servers): how long a client may take, how
 * large its headers may be, and which requests it refuses for all parts, because two readers could understand them
 * differently or no store could keep them.
 */
import { createServer, type IncomingMessage, type RequestListener, type Server, type ServerResponse } from "node:http";
import { createServer as createSecureServer } from "node:https";
import type { Duplex } from "node:stream";
import type { Refusal } from "@drawbridge/contracts/access";
import { keepAlive } from "@drawbridge/contracts/keep-alive";
import { hasNul } from "@drawbridge/contracts/storable-text";
import { type CertificateFiles, followCertificate, readCertificate } from "../tls/certificate.ts";
import type { Network } from "./network.ts";
import { acceptProxyHeaders } from "./proxy-protocol.ts";
import { believe, trustedPeers } from "./trusted-proxies.ts";

export const listenerTimes = {
  /** Milliseconds in which a client must have sent its headers, counted from the start of the connection. */
  headersTimeout: 5_000,
  /** Milliseconds for the whole request; a body is at most 16 MiB. This does not limit answers. */
  requestTimeout: 120_000,
  keepAliveTimeout: keepAlive.serverMs,
  /** Milliseconds between two checks for connections that have exceeded one of these times. */
  connectionsCheckingInterval: 1_000,
} as const;

/**
 * Maximum bytes of all headers of one request. A token that names its user's 2,000 groups by GUIDs has about 104 KB.
 * Node's own limit is 16 KiB.
 */
export const maxHeaderBytes = 256 * 1024;

/** Milliseconds in which a client can send the rest of a refused request, and read the refusal. */
const lingerMs = 2_000;

/** Where the listener logs what no part sees: requests that it cannot read, and certificates that it cannot use. */
export interface ListenerLog {
  info(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

/**
 * An HTTP server that does not listen yet, and that speaks TLS where `network` has a certificate. `handle` gets each
 * request that is not refused. Throws an Error in words where the certificate cannot be used.
 */
export function httpListener(
  handle: RequestListener,
  log?: ListenerLog,
  { tls, trustedProxies = [] }: Pick<Network, "tls" | "trustedProxies"> = {},
): Server {
  const isTrusted = trustedPeers(trustedProxies);
  const answers = new WeakMap<Duplex, ServerResponse>();
  /** Connections with an answer that says that nothing was run: what arrives on them later must not run. */
  const givenUp = new WeakSet<Duplex>();
  const server = serverFor(tls, log, (request, response) => {
    if (givenUp.has(request.socket)) return;
    answers.set(request.socket, response);
    const { socket } = request;
    believe(request, isTrusted(clients?.of(socket) ?? socket.remoteAddress));
    const refused = refusalOf(request);
    if (refused === null) handle(request, response);
    else refuse(request, response, refused);
  });
  const clients =
    trustedProxies.length === 0 ? null : acceptProxyHeaders(server, isTrusted, listenerTimes.headersTimeout);
  return server.on("clientError", ({ code = "" }: NodeJS.ErrnoException, socket) => {
    const last = answers.get(socket);
    // The client would take this answer for that of the request which still runs, or for a part of it.
    const begun = last !== undefined && !last.writableFinished;
    const withoutTls = tls !== undefined && last === undefined && code.startsWith("ERR_SSL");
    if (code === "ECONNRESET" || !socket.writable || begun || withoutTls) return void socket.destroy();
    if (code === headersTooLarge)
      log?.info({ status: 431, error: tooLargeRefusal.error, maxHeaderBytes }, "refused: the headers are too large");
    givenUp.add(socket);
    answerAndEnd(socket, unreadable[code] ?? { status: "400 Bad Request" });
  });
}

function serverFor(tls: CertificateFiles | undefined, log: ListenerLog = quiet, handle: RequestListener): Server {
  const options = { ...listenerTimes, maxHeaderSize: maxHeaderBytes };
  if (tls === undefined) return createServer(options, handle);
  const certificate = readCertificate(tls);
  const { headersTimeout } = listenerTimes;
  const server = createSecureServer({ ...options, ...certificate, handshakeTimeout: headersTimeout }, handle);
  followCertificate(server, tls, certificate, log);
  return server;
}

const quiet: ListenerLog = { info: () => {}, error: () => {} };

const headersTooLarge = "HPE_HEADER_OVERFLOW";

/** RFC 6585 §5. */
const tooLargeRefusal: Refusal = {
  error: "bad-request",
  message: `The headers of the request are larger than ${maxHeaderBytes / 1024} KiB, so they were not read and nothing was run. The access token is usually the large one, because it names too many groups. Ask the operator of the identity provider to leave out groups that no policy here names, or to have them looked up: see docs/identity-providers.md.`,
  policy: null,
  ask: null,
};

/** The part had no time to read the request, or the client none to send it. */
const tooLateRefusal: Refusal = {
  error: "upstream-unreachable",
  message: "The request did not arrive in time. Nothing was run. Send it again.",
  policy: null,
  ask: null,
};

interface Unreadable {
  readonly status: string;
  readonly refusal?: Refusal;
  readonly headers?: readonly string[];
}

/** The answer to a request that Node's parser gave up, by the code of its error. Node itself answers the same statuses. */
const unreadable: Readonly<Record<string, Unreadable>> = {
  [headersTooLarge]: { status: "431 Request Header Fields Too Large", refusal: tooLargeRefusal },
  HPE_CHUNK_EXTENSIONS_OVERFLOW: { status: "413 Payload Too Large" },
  ERR_HTTP_REQUEST_TIMEOUT: { status: "408 Request Timeout", refusal: tooLateRefusal, headers: ["Retry-After: 1"] },
};

/**
 * Answers on a connection whose request could not be parsed, and closes it. What the client still sends is discarded for
 * a moment, because a connection that is closed before would be reset, and the client would not read the answer.
 */
function answerAndEnd(socket: Duplex, { status, refusal, headers = [] }: Unreadable): void {
  const body = refusal === undefined ? "" : JSON.stringify(refusal);
  const head = [
    `HTTP/1.1 ${status}`,
    "Connection: close",
    "Cache-Control: no-store",
    ...headers,
    ...(body === "" ? [] : ["Content-Type: application/json", "X-Content-Type-Options: nosniff"]),
    `Content-Length: ${Buffer.byteLength(body)}`,
  ];
  socket.end(`${head.join("\r\n")}\r\n\r\n${body}`);
  const timer = setTimeout(() => socket.destroy(), lingerMs);
  timer.unref();
  socket.once("close", () => clearTimeout(timer));
  socket.resume();
}

/** Why no part handles this request, as a sentence to the client; null where it is acceptable. */
function refusalOf({ rawHeaders, url = "" }: Pick<IncomingMessage, "rawHeaders" | "url">): string | null {
  const hosts = rawHeaders.filter((name, index) => index % 2 === 0 && name.toLowerCase() === "host");
  // RFC 9112 §3.2. Node would use the first Host line, and a proxy in front of it perhaps the last.
  if (hosts.length > 1) return "The request has more than one Host line. Send the one that you mean.";
  return hasNul(url) ? "The address holds a NUL (%00), which no name and no text has here. Leave it out." : null;
}

function refuse(request: IncomingMessage, response: ServerResponse, message: string): void {
  const refusal: Refusal = { error: "bad-request", message, policy: null, ask: null };
  response.writeHead(400, {
    "content-type": "application/json",
    "cache-control": "no-store",
    "x-content-type-options": "nosniff",
    connection: "close",
  });
  response.end(JSON.stringify(refusal));
  // The rest of the request is read and discarded, so that the client reads the answer and gets no connection reset.
  request.resume();
}
