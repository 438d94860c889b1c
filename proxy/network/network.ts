/**
 * The connections of one program: direct or through a proxy, kept alive, with the certificate authorities that this
 * machine trusts.
 */
import http from "node:http";
import https from "node:https";
import type tls from "node:tls";
import { trustWith } from "./authorities.ts";
import { proxyFor } from "./route.ts";
import type { NetworkSettings } from "./settings.ts";
import { PlainTunnelAgent, SecureTunnelAgent } from "./tunnel.ts";

const agentOptions = { keepAlive: true, maxSockets: 256, scheduling: "lifo" } as const;

export class Network {
  #settings: NetworkSettings;
  readonly #agents = new Map<string, http.Agent>();
  #trust: tls.SecureContext | null = null;

  constructor(settings: NetworkSettings) {
    this.#settings = settings;
  }

  get settings(): NetworkSettings {
    return this.#settings;
  }

  /** The agent for a request to `url`. */
  agentFor(url: URL): http.Agent {
    const proxy = proxyFor(url, this.#settings);
    const name = `${url.protocol} ${proxy}`;
    const existing = this.#agents.get(name);
    if (existing) return existing;
    const agent = url.protocol === "https:" ? this.#secureAgent(proxy) : plainAgent(proxy);
    this.#agents.set(name, agent);
    return agent;
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
    this.#trust = null;
  }

  /**
   * Ends the connections that no request uses. After the network went away they look open, and a request on one would wait for
   * its answer instead of being refused.
   */
  closeIdle(): void {
    for (const { freeSockets } of this.#agents.values())
      for (const socket of Object.values(freeSockets).flatMap((sockets) => sockets ?? [])) socket.destroy();
  }

  /** Ends every connection. */
  close(): void {
    for (const agent of this.#agents.values()) agent.destroy();
    this.#agents.clear();
  }
}

const plainAgent = (proxy: string | null): http.Agent =>
  proxy === null ? new http.Agent(agentOptions) : new PlainTunnelAgent(proxy, agentOptions);
