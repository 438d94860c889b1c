/**
 * Connections through a proxy: CONNECT to the target (RFC 9110 §9.3.6), then TLS from end to end, so that the proxy sees
 * names and sizes but no token. ARCHITECTURE.md (Dependencies) says why no library does this.
 */
import http from "node:http";
import https from "node:https";
import type { Duplex } from "node:stream";
import tls from "node:tls";
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
  const request = (proxy.protocol === "https:" ? https : http).request({
    ...{
      hostname: proxy.hostname,
      port: proxy.port,
      method: "CONNECT",
      path: target,
      agent: false,
      timeout: connectTimeoutMs,
    },
    headers: { host: target, ...credentials(proxy) },
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

const refusal = (status: number | undefined): string =>
  status === 407
    ? "wants a user and password (407); set HTTPS_PROXY to http://USER:PASSWORD@HOST:PORT and run `drawbridge login`"
    : `refused the connection (HTTP ${status})`;

function credentials({ username, password }: URL): Record<string, string> {
  if (username === "") return {};
  const pair = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
  return { "proxy-authorization": `Basic ${Buffer.from(pair).toString("base64")}` };
}
