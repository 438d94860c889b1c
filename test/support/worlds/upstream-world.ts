/**
 * The real parts behind a bridge: the development identity provider, the registry on Postgres, the edge, and one upstream
 * of each era. Each engineer gets a home of their own, signed in over the control channel as the CLI does it.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Part } from "@drawbridge/contracts/part";
import { WellKnown } from "@drawbridge/contracts/registry";
import { startEdge } from "@drawbridge/edge/start";
import { connectToBroker } from "../../../proxy/broker/ensure.ts";
import { BrokerClient } from "../../../proxy/client/broker-client.ts";
import { type Home, homeOf } from "../../../proxy/files/home.ts";
import { bundledCli } from "../agents/proxy-bundle.ts";
import { RawAgent } from "../agents/raw-agent.ts";
import { until } from "../clocks/until.ts";
import { startTestIdentity, type TestIdentity, testApproverSecret } from "../identity/test-identity.ts";
import { endAllNaming } from "../machine/processes.ts";
import { freePort } from "../network/listening.ts";
import { startTestRegistry, type TestRegistry } from "../registry/test-registry.ts";
import { manifestOf } from "../servers/manifest.ts";
import { startLegacyUpstream, startModernUpstream, type Upstream } from "../servers/upstream-servers.ts";

export class UpstreamWorld {
  readonly identity: TestIdentity;
  readonly registry: TestRegistry;
  readonly modern: Upstream;
  readonly legacy: Upstream;
  readonly wellKnown: WellKnown;
  edge: Part;
  readonly #restartEdge: () => Promise<Part>;
  readonly #homes: Home[] = [];

  private constructor(
    parts: Pick<UpstreamWorld, "identity" | "registry" | "modern" | "legacy" | "wellKnown" | "edge">,
    restartEdge: () => Promise<Part>,
  ) {
    this.identity = parts.identity;
    this.registry = parts.registry;
    this.modern = parts.modern;
    this.legacy = parts.legacy;
    this.wellKnown = parts.wellKnown;
    this.edge = parts.edge;
    this.#restartEdge = restartEdge;
  }

  static async start(accessTokenSeconds = 600): Promise<UpstreamWorld> {
    const registryPort = await freePort();
    const registryUrl = `http://127.0.0.1:${registryPort}`;
    const [identity, modern, legacy] = await Promise.all([
      startTestIdentity({ accessTokenSeconds, registryUrl }),
      startModernUpstream(),
      startLegacyUpstream(),
    ]);
    const port = await freePort();
    const url = `http://127.0.0.1:${port}`;
    const registry = await startTestRegistry({
      ...{ port: registryPort, url: registryUrl, issuer: identity.url, edgeUrl: url },
      approverSecret: testApproverSecret,
    });
    const tools = ["echo", "look", "slow", "steps", "fail", "ask"].map((name) => ({
      ...{ name, title: name, description: `The tool ${name}.`, policy: "everybody", minutesSaved: 1 },
      effect: name === "look" ? ("read" as const) : ("write" as const),
    }));
    const policies = { everybody: "permit (principal, action, resource);" };
    await registry.announce(manifestOf("modern", { tools, policies }), modern.url);
    await registry.announce(manifestOf("legacy", { tools, policies }), legacy.url);
    const settings = {
      registryUrl: registry.url,
      rootSecret: registry.settings.rootSecret,
      logLevel: "silent",
    } as const;
    const start = async () => {
      const edge = await startEdge({ port, url, ...settings });
      await until("the edge is ready", async () => (await fetch(`${url}/readyz`)).status === 200);
      return edge;
    };
    const wellKnown = WellKnown.parse(await (await fetch(`${registry.url}/.well-known/drawbridge`)).json());
    return new UpstreamWorld({ identity, registry, modern, legacy, wellKnown, edge: await start() }, start);
  }

  async restartEdge(): Promise<void> {
    this.edge = await this.#restartEdge();
  }

  /** A home without a running broker, and not signed in. */
  home(): Home {
    const home = homeOf(mkdtempSync(join(tmpdir(), "drawbridge-up-")));
    this.#homes.push(home);
    return home;
  }

  /** A home with a broker, signed in as a demo user. */
  async signedIn(user: string): Promise<Home> {
    const home = this.home();
    await this.signIn(home, user);
    return home;
  }

  async signIn(home: Home, user: string): Promise<void> {
    const tokens = await this.identity.tokens(user);
    await withControl(home, (broker) => broker.request("signIn", { wellKnown: this.wellKnown, tokens }));
  }

  /** Ends a home's broker and removes the home. The world's `close` removes the homes that are left. */
  async dispose(home: Home): Promise<void> {
    const broker = await BrokerClient.find(home);
    await broker?.shutdown();
    await endAllNaming(home.folder);
    rmSync(home.folder, { recursive: true, force: true, maxRetries: 3 });
  }

  async close(): Promise<void> {
    await RawAgent.endAll();
    for (const home of this.#homes) await this.dispose(home);
    await this.edge.close();
    await Promise.all([this.registry.close(), this.identity.close(), this.modern.stop(), this.legacy.stop()]);
  }
}

/** The world, and the bundled command line that agents launch. */
export interface Upstreams {
  readonly world: UpstreamWorld;
  readonly cli: string;
  close(): Promise<void>;
}

export async function startUpstream(): Promise<Upstreams> {
  const [world, { cli }] = await Promise.all([UpstreamWorld.start(), bundledCli()]);
  return { world, cli, close: () => world.close() };
}

/** The same, with a home in which ada is signed in. */
export async function startUpstreamWithAda(): Promise<Upstreams & { readonly home: Home }> {
  const started = await startUpstream();
  return { ...started, home: await started.world.signedIn("ada") };
}

/** Calls `use` with the control channel of a home's broker, which is started where none runs. */
export async function withControl<T>(home: Home, use: (broker: BrokerClient) => Promise<T>): Promise<T> {
  (await connectToBroker(home, (await bundledCli()).cli)).destroy();
  const broker = await BrokerClient.find(home);
  if (!broker) throw new Error("The broker that was started is gone.");
  try {
    return await use(broker);
  } finally {
    broker.close();
  }
}
