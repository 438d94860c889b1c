/**
 * The connections of one program: direct or through a proxy, kept alive, with the certificate authorities that this
 * machine trusts.
 */
import http from "node:http";
import https from "node:https";
import { connect, type Socket } from "node:net";
import { networkInterfaces } from "node:os";
import type tls from "node:tls";
import { keepAlive } from "@drawbridge/contracts/keep-alive";
import { trustWith } from "./authorities.ts";
import type { FirstHop } from "./reachability.ts";
import { proxyFor } from "./route.ts";
import type { NetworkSettings } from "./settings.ts";
import { PlainTunnelAgent, SecureTunnelAgent } from "./tunnel.ts";

const agentOptions = { keepAlive: true, timeout: keepAlive.clientMs, maxSockets: 256, scheduling: "lifo" } as const;

export class Network {
  #settings: NetworkSettings;
  readonly #agents = new Map<string, http.Agent>();
  /** By protocol and host. */
  readonly #hops = new Map<string, FirstHop>();
  #trust: tls.SecureContext | null = null;
  /** The addresses of this machine. */
  readonly #addresses: () => ReadonlySet<string>;
  #lookedAt = Number.NEGATIVE_INFINITY;

  constructor(settings: NetworkSettings, addresses = addressesHere) {
    this.#settings = settings;
    this.#addresses = addresses;
  }

  get settings(): NetworkSettings {
    return this.#settings;
  }

  /** The agent for a request to `url`. None of its idle connections begins at an address that this machine has no longer. */
  agentFor(url: URL): http.Agent {
    this.#closeCutOff();
    const proxy = proxyFor(url, this.#settings);
    const name = `${url.protocol} ${proxy}`;
    const existing = this.#agents.get(name);
    if (existing) return existing;
    const agent = url.protocol === "https:" ? this.#secureAgent(proxy) : plainAgent(proxy);
    this.#agents.set(name, agent);
    return agent;
  }

  /** What a request to `url` connects to first. */
  firstHop(url: URL): FirstHop {
    const name = `${url.protocol}${url.host}`;
    const existing = this.#hops.get(name);
    if (existing) return existing;
    const hop = this.#hopTo(url);
    this.#hops.set(name, hop);
    return hop;
  }

  #hopTo(url: URL): FirstHop {
    const proxy = proxyFor(url, this.#settings);
    const { hostname, port, protocol, host } = proxy === null ? url : new URL(proxy);
    const address = {
      host: hostname.replace(/^\[|\]$/g, ""),
      port: Number(port || (protocol === "https:" ? 443 : 80)),
    };
    return {
      host: port === "" ? `${host}:${address.port}` : host,
      isServer: proxy === null,
      open: () => connect(address),
    };
  }

  /** Whether a request to `url` would go over a connection that waits for the next request. */
  hasIdle(url: URL): boolean {
    const { freeSockets } = this.agentFor(url);
    const name = `${url.hostname.replace(/^\[|\]$/g, "")}:${url.port || (url.protocol === "https:" ? 443 : 80)}:`;
    return Object.keys(freeSockets).some((each) => each.startsWith(name));
  }

  #secureAgent(proxy: string | null): https.Agent {
    this.#trust ??= trustWith(this.#settings.extraAuthorities);
    const options = { ...agentOptions, secureContext: this.#trust };
    return proxy === null ? new https.Agent(options) : new SecureTunnelAgent(proxy, options);
  }

  /** New connections use these settings. Running requests keep the old ones. */
  change(settings: NetworkSettings): void {
    if (JSON.stringify(settings) === JSON.stringify(this.#settings)) return;
    this.#settings = settings;
    this.#agents.clear();
    this.#hops.clear();
    this.#trust = null;
  }

  /**
   * Ends the connections that no request uses. After the network went away they look open, and a request on one would wait for
   * its answer instead of being refused.
   */
  closeIdle(): void {
    for (const socket of this.#idle()) socket.destroy();
  }

  /** Does so for those that a VPN or a network took with it when it went: nothing can come back on them. */
  #closeCutOff(): void {
    const now = performance.now();
    if (now - this.#lookedAt < lookIntervalMs) return;
    this.#lookedAt = now;
    const idle = this.#idle();
    if (idle.length === 0) return;
    const addresses = this.#addresses();
    if (addresses.size === 0) return;
    for (const socket of idle)
      if (socket.localAddress !== undefined && !addresses.has(socket.localAddress)) socket.destroy();
  }

  #idle(): readonly Socket[] {
    return [...this.#agents.values()].flatMap(({ freeSockets }) =>
      Object.values(freeSockets).flatMap((sockets) => sockets ?? []),
    );
  }

  /** Ends every connection. */
  close(): void {
    for (const agent of this.#agents.values()) agent.destroy();
    this.#agents.clear();
  }
}

/** How often (ms) requests look at this machine's addresses. */
const lookIntervalMs = 250;

/** Empty where this machine does not tell. */
function addressesHere(): ReadonlySet<string> {
  try {
    const interfaces = Object.values(networkInterfaces()).flatMap((each) => each ?? []);
    return new Set(interfaces.map(({ address }) => address));
  } catch {
    return new Set();
  }
}

const plainAgent = (proxy: string | null): http.Agent =>
  proxy === null ? new http.Agent(agentOptions) : new PlainTunnelAgent(proxy, agentOptions);
