/**
 * A company's network from the view of an engineer's machine: names that only the CONNECT proxy can resolve, and TLS
 * with the company's own authority in front of the real registry, identity provider and edge.
 */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type IncomingMessage, request, type ServerResponse } from "node:http";
import { createServer as createSecureServer } from "node:https";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Duplex } from "node:stream";
import { buffer } from "node:stream/consumers";
import type { UpstreamWorld } from "../worlds/upstream-world.ts";
import { type Authority, makeAuthority } from "./certificate.ts";
import { listening } from "./listening.ts";

export class CompanyNetwork {
  readonly authority: Authority;
  /** The PEM file of the authority. */
  readonly authorityFile: string;
  readonly proxyUrl: string;
  /** The registry's address that is reachable without the proxy. */
  readonly nearbyRegistry: string;
  /** The targets (host:port) of the CONNECT requests to the proxy. */
  readonly targets: string[] = [];
  /** The "user:password" that the proxy requires; null where it requires none. */
  credentials: string | null = null;
  readonly #folder = mkdtempSync(join(tmpdir(), "drawbridge-company-"));
  readonly #servers: { close(): void; closeAllConnections(): void }[];
  readonly #tunnels = new Set<Duplex>();

  private constructor(
    authority: Authority,
    secure: ReturnType<typeof createSecureServer>,
    securePort: number,
    proxy: ReturnType<typeof createServer>,
    proxyUrl: string,
  ) {
    this.authority = authority;
    this.authorityFile = join(this.#folder, "authority.pem");
    writeFileSync(this.authorityFile, authority.certificate);
    this.proxyUrl = proxyUrl;
    this.nearbyRegistry = `https://127.0.0.2:${securePort}`;
    this.#servers = [secure, proxy];
    proxy.on("connect", ({ url = "", headers }: IncomingMessage, socket: Duplex) => {
      this.#tunnels.add(socket.on("error", () => socket.destroy()).on("close", () => this.#tunnels.delete(socket)));
      const credentials = headers["proxy-authorization"];
      if (this.credentials !== null && credentials !== `Basic ${Buffer.from(this.credentials).toString("base64")}`) {
        socket.end("HTTP/1.1 407 Proxy Authentication Required\r\nproxy-authenticate: Basic\r\n\r\n");
        return;
      }
      this.targets.push(url);
      if (!/^(registry|identity|edge)\.company\.test:443$/.test(url)) {
        socket.end("HTTP/1.1 403 Forbidden\r\n\r\n");
        return;
      }
      const onward = connect(securePort, "127.0.0.2", () => {
        socket.write("HTTP/1.1 200 Connection established\r\n\r\n");
        socket.pipe(onward).pipe(socket);
      });
      onward.on("error", () => socket.destroy());
      socket.on("close", () => onward.destroy());
    });
  }

  static async before(world: UpstreamWorld, days = 30): Promise<CompanyNetwork> {
    const authority = makeAuthority("The Company's Authority");
    const { certificate, key } = authority.issue(
      ["registry.company.test", "identity.company.test", "edge.company.test", "127.0.0.2"],
      days,
    );
    const { registry, edge, issuer } = world.wellKnown;
    const places = new Map([
      ["registry.company.test", registry],
      ["identity.company.test", issuer],
      ["edge.company.test", edge],
    ]);
    const secure = createSecureServer({ cert: certificate, key }, (from, to) => {
      const target = places.get(from.headers.host ?? "") ?? registry;
      void forward(target, from, to, (text) =>
        [...places].reduce((rest, [name, url]) => rest.replaceAll(url, `https://${name}`), text),
      );
    });
    await new Promise<void>((done) => secure.listen(0, "127.0.0.2", done));
    const address = secure.address();
    const port = typeof address === "object" && address !== null ? address.port : 0;
    const proxy = createServer((_request, response) => response.writeHead(405).end());
    return new CompanyNetwork(authority, secure, port, proxy, await listening(proxy));
  }

  close(): void {
    for (const socket of this.#tunnels) socket.destroy();
    for (const server of this.#servers) {
      server.close();
      server.closeAllConnections();
    }
    rmSync(this.#folder, { recursive: true });
  }
}

/** Forwards a request to a part of the stack, and replaces the addresses in its JSON answer with the company's names. */
async function forward(
  target: string,
  from: IncomingMessage,
  to: ServerResponse,
  renamed: (text: string) => string,
): Promise<void> {
  const { host } = new URL(target);
  const onward = request(
    `${target}${from.url}`,
    { method: from.method, headers: { ...from.headers, host } },
    async (answer) => {
      const { "content-length": _, ...headers } = answer.headers;
      to.writeHead(answer.statusCode ?? 502, headers);
      if (headers["content-type"]?.startsWith("application/json")) to.end(renamed((await buffer(answer)).toString()));
      else answer.pipe(to);
    },
  );
  onward.on("error", () => to.destroy());
  to.on("close", () => onward.destroy());
  from.pipe(onward);
}
