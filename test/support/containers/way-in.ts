/**
 * The way into the company's network from outside: an HTTP proxy (CONNECT) that takes each name below `acme.example` to the
 * same port of this machine, where the containers' ports are published.
 */
import { once } from "node:events";
import { createServer, type IncomingMessage, setGlobalProxyFromEnv } from "node:http";
import { connect } from "node:net";
import type { Duplex } from "node:stream";
import { getCACertificates, setDefaultCACertificates } from "node:tls";
import { listening } from "../network/listening.ts";

export interface WayIn {
  readonly proxyUrl: string;
  close(): Promise<void>;
}

/**
 * Opens the proxy, and lets this process's own `fetch` use it and trust `authority` (PEM). Hosts in `direct`, separated by
 * commas, are reached without it.
 */
export async function openWayIn(authority: string, direct = ""): Promise<WayIn> {
  const proxy = createServer((_request, response) => response.writeHead(405).end());
  const tunnels = new Set<Duplex>();
  proxy.on("connect", ({ url = "" }: IncomingMessage, socket: Duplex) => {
    tunnels.add(socket.on("error", () => socket.destroy()).on("close", () => tunnels.delete(socket)));
    const [, port] = /^[a-z]+\.acme\.example:(\d+)$/.exec(url) ?? [];
    if (port === undefined) return void socket.end("HTTP/1.1 403 Forbidden\r\n\r\n");
    const onward = connect(Number(port), "127.0.0.1", () => {
      socket.write("HTTP/1.1 200 Connection established\r\n\r\n");
      socket.pipe(onward).pipe(socket);
    });
    onward.on("error", () => socket.destroy());
    socket.on("close", () => onward.destroy());
  });
  const proxyUrl = await listening(proxy);
  const trusted = getCACertificates("default");
  setDefaultCACertificates([...trusted, authority]);
  const restoreProxy = setGlobalProxyFromEnv({ https_proxy: proxyUrl, no_proxy: direct });
  return {
    proxyUrl,
    async close() {
      restoreProxy();
      setDefaultCACertificates(trusted);
      for (const tunnel of tunnels) tunnel.destroy();
      const closed = once(proxy, "close");
      proxy.close();
      proxy.closeAllConnections();
      await closed;
    },
  };
}
