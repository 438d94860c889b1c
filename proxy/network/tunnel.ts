/**
 * Connections through a proxy: CONNECT to the target (RFC 9110 §9.3.6), then TLS from end to end, so that the proxy sees
 * names and sizes but no token. ARCHITECTURE.md (Dependencies) says why no library does this.
 */
import http from "node:http";
import https from "node:https";
import type { Duplex } from "node:stream";
import tls from "node:tls";
import { proxyAuthorization } from "./proxy-address.ts";
import { shownProxy } from "./settings.ts";

/** How long (ms) a proxy may take to open the tunnel. */
const connectTimeoutMs = 5_000;

/** The proxy refused, or did not answer. The message is for a person and holds no credentials. */
export class TunnelFailure extends Error {
  constructor(proxy: string, why: string) {
    super(`the proxy ${shownProxy(proxy)} ${why}`);
    this.name = "TunnelFailure";
  }
}

/** The callback as Node's agents call it. With an error they pass no stream. */
type Done = (error: Error | null, stream?: Duplex) => void;

/** For https targets. */
export class SecureTunnelAgent extends https.Agent {
  readonly #proxy: string;

  constructor(proxy: string, options: https.AgentOptions) {
    super(options);
    this.#proxy = proxy;
  }

  override createConnection({ host, port, servername }: https.RequestOptions, done: Done): undefined {
    const { secureContext } = this.options;
    openTunnel(this.#proxy, targetOf(host, port), secureContext).then(
      (socket) =>
        done(
          null,
          tls.connect({
            socket,
            ...(host && { host }),
            ...(servername && { servername }),
            ...(secureContext && { secureContext }),
          }),
        ),
      (error: Error) => done(error),
    );
  }
}

/**
 * For plain http targets. They are only for experiments, because a token goes over plain http to this machine alone.
 */
export class PlainTunnelAgent extends http.Agent {
  readonly #proxy: string;

  constructor(proxy: string, options: http.AgentOptions) {
    super(options);
    this.#proxy = proxy;
  }

  override createConnection({ host, port }: http.ClientRequestArgs, done: Done): undefined {
    openTunnel(this.#proxy, targetOf(host, port), undefined).then(
      (socket) => done(null, socket),
      (error: Error) => done(error),
    );
  }
}

/** Opens a connection to `target` (host:port). Throws TunnelFailure. */
function openTunnel(address: string, target: string, secureContext: tls.SecureContext | undefined): Promise<Duplex> {
  const proxy = new URL(address);
  const authorization = proxyAuthorization(proxy);
  const refusal = (status: number | undefined) => refusalOf(status, Object.keys(authorization).length > 0);
  const request = (proxy.protocol === "https:" ? https : http).request({
    ...{
      hostname: proxy.hostname,
      port: proxy.port,
      method: "CONNECT",
      path: target,
      agent: false,
      timeout: connectTimeoutMs,
    },
    headers: { host: target, ...authorization },
    ...(secureContext && { secureContext }),
  });
  return new Promise((resolve, reject) => {
    const failed = (why: string) => {
      reject(new TunnelFailure(address, why));
      request.destroy();
    };
    request.once("timeout", () => failed("does not answer"));
    request.on("error", (error: NodeJS.ErrnoException) => failed(`cannot be reached (${error.code ?? error.message})`));
    request.once("response", ({ statusCode }) => failed(refusal(statusCode)));
    request.once("connect", ({ statusCode }, socket) => {
      if (statusCode !== 200) return failed(refusal(statusCode));
      socket.setTimeout(0);
      resolve(socket);
    });
    request.end();
  });
}

const targetOf = (host: string | null | undefined, port: string | number | null | undefined): string =>
  `${host?.includes(":") ? `[${host}]` : host}:${port}`;

/** `known` says whether the proxy got a user and password. */
function refusalOf(status: number | undefined, known: boolean): string {
  if (status !== 407) return `refused the connection (HTTP ${status})`;
  return known
    ? "does not accept the user and password (407); correct HTTPS_PROXY (write %25 for a percent sign that two digits or letters A to F follow) and run `drawbridge login`"
    : "wants a user and password (407); set HTTPS_PROXY to http://USER:PASSWORD@HOST:PORT and run `drawbridge login`";
}
