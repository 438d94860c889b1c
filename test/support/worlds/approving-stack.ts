/**
 * All parts of an approval, real and in this process: identity provider, registry on Postgres, edge, and the Presto server
 * on DuckDB (or another server). Registry, edge and server can be stopped and started again at the same address. The broker
 * is a process of its own.
 */
import { randomBytes } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Part } from "@drawbridge/contracts/part";
import { edgeProof, partSecretVariables, registryCredential } from "@drawbridge/contracts/part-secret";
import { edgePath, WellKnown } from "@drawbridge/contracts/registry";
import type { EdgeSettings } from "@drawbridge/edge/settings";
import { startEdge } from "@drawbridge/edge/start";
import { startServer } from "@drawbridge/framework";
import { prestoServer } from "@drawbridge/presto/server";
import type { RegistrySettings } from "@drawbridge/registry/settings";
import { startRegistry } from "@drawbridge/registry/start";
import { BrokerClient } from "../../../proxy/client/broker-client.ts";
import { type Home, homeOf } from "../../../proxy/files/home.ts";
import { isObject, parsed } from "../../../proxy/kernel/json.ts";
import { bundledCli } from "../agents/proxy-bundle.ts";
import { RawAgent } from "../agents/raw-agent.ts";
import { until } from "../clocks/until.ts";
import { freshDatabase } from "../engines/postgres.ts";
import { makeSmallWarehouse, type SmallWarehouse } from "../engines/small-warehouse.ts";
import { startTestIdentity, type TestIdentity, testApproverSecret } from "../identity/test-identity.ts";
import { freePort } from "../network/listening.ts";
import { Approver } from "../people/approver.ts";
import { withControl } from "./upstream-world.ts";

export interface StackOptions {
  readonly environment?: "dev" | "prod";
  /** How long (seconds) a request waits for a decision, and a grant for its use. */
  readonly approvalSeconds?: { readonly pending: number; readonly grant: number };
  /** The time by which requests and grants expire. */
  readonly now?: () => Date;
  readonly prestoVariables?: NodeJS.ProcessEnv;
  /** The server to use instead of the Presto server. */
  readonly server?: { readonly name: string; start(environment: NodeJS.ProcessEnv): Promise<Part> };
  /** Starts another edge than this release's. */
  readonly edge?: (settings: EdgeSettings) => Promise<Part>;
}

/** A part that a test can stop and start again. */
class Restartable {
  #part: Part | null = null;
  readonly #start: () => Promise<Part>;

  constructor(start: () => Promise<Part>) {
    this.#start = start;
  }

  async up(): Promise<void> {
    this.#part ??= await this.#start();
  }

  async down(): Promise<void> {
    const part = this.#part;
    this.#part = null;
    await part?.close();
  }

  async restart(): Promise<void> {
    await this.down();
    await this.up();
  }
}

export class ApprovingStack {
  readonly identity: TestIdentity;
  readonly registryUrl: string;
  readonly registry: Restartable;
  readonly edge: Restartable;
  readonly presto: Restartable;
  readonly warehouse: SmallWarehouse;
  readonly #wellKnown: WellKnown;
  readonly #homes: Home[] = [];

  private constructor(
    parts: Pick<ApprovingStack, "identity" | "registryUrl" | "registry" | "edge" | "presto" | "warehouse">,
    wellKnown: WellKnown,
  ) {
    this.identity = parts.identity;
    this.registryUrl = parts.registryUrl;
    this.registry = parts.registry;
    this.edge = parts.edge;
    this.presto = parts.presto;
    this.warehouse = parts.warehouse;
    this.#wellKnown = wellKnown;
  }

  static async start({
    environment = "dev",
    approvalSeconds,
    now,
    prestoVariables = {},
    edge: edgeOf = startEdge,
    server = { name: "presto", start: (variables) => startServer(prestoServer, variables) },
  }: StackOptions = {}): Promise<ApprovingStack> {
    const registryPort = await freePort();
    // First the steps that may fail and need no closing.
    const [databaseUrl] = await Promise.all([freshDatabase(), bundledCli()]);
    const [identity, warehouse] = await Promise.all([
      startTestIdentity({ registryUrl: `http://127.0.0.1:${registryPort}` }),
      makeSmallWarehouse(),
    ]);
    const [edgePort, prestoPort] = [await freePort(), await freePort()];
    const [registryUrl, edgeUrl, prestoUrl] = [registryPort, edgePort, prestoPort].map(
      (port) => `http://127.0.0.1:${port}`,
    );
    if (registryUrl === undefined || edgeUrl === undefined) throw new Error("no ports");
    const rootSecret = randomBytes(32).toString("base64url");
    const settings: RegistrySettings = {
      ...{ port: registryPort, url: registryUrl, databaseUrl, issuer: identity.url, edgeUrl, rootSecret },
      ...{
        sealSecret: randomBytes(32).toString("base64url"),
        environment,
        logLevel: "silent",
        approverSecret: testApproverSecret,
        ...(approvalSeconds && { approvalSeconds }),
      },
    };
    const variables = {
      ...{ PORT: String(prestoPort), DRAWBRIDGE_REGISTRY_URL: registryUrl, DRAWBRIDGE_WAREHOUSE: warehouse.file },
      ...{ DRAWBRIDGE_LOG_LEVEL: "silent", DRAWBRIDGE_POLICY_REFRESH_SECONDS: "1", DRAWBRIDGE_DRAIN_SECONDS: "1" },
      [partSecretVariables.registryCredential]: registryCredential(rootSecret, server.name),
      [partSecretVariables.edgeProof]: edgeProof(rootSecret, server.name),
      DRAWBRIDGE_ENVIRONMENT: environment,
      ...prestoVariables,
    };
    const registry = new Restartable(() => startRegistry(settings, now && { now }));
    const edge = new Restartable(() =>
      edgeOf({ port: edgePort, url: edgeUrl, registryUrl, rootSecret, logLevel: "silent" }),
    );
    const presto = new Restartable(() => server.start(variables));
    const parts = { identity, registry, edge, presto, warehouse };
    try {
      await registry.up();
      await Promise.all([edge.up(), presto.up()]);
      for (const url of [edgeUrl, prestoUrl]) {
        await until(`${url} is ready`, async () => (await fetch(`${url}/readyz`)).status === 200);
      }
    } catch (error) {
      await closeParts(parts);
      throw error;
    }
    const wellKnown = WellKnown.parse(await (await fetch(`${registryUrl}/.well-known/drawbridge`)).json());
    return new ApprovingStack({ ...parts, registryUrl }, wellKnown);
  }

  /** A stack in which ada has signed in, an agent of hers that uses Presto, and ada as the person who decides. */
  static async startWithAgent(): Promise<{
    stack: ApprovingStack;
    home: Home;
    ada: Approver;
    agent: RawAgent;
    close(): Promise<void>;
  }> {
    const stack = await ApprovingStack.start();
    const home = await stack.home("ada");
    const agent = new RawAgent((await bundledCli()).cli, home.folder, ["presto"]);
    return { stack, home, agent, ada: await stack.approver("ada"), close: () => stack.close() };
  }

  /** A home that is signed in as a demo user. Its agents wait `approvalSeconds` for a decision. */
  async home(user: string, approvalSeconds = 30): Promise<Home> {
    const home = homeOf(mkdtempSync(join(tmpdir(), "drawbridge-approving-")));
    this.#homes.push(home);
    const tokens = await this.identity.tokens(user);
    await withControl(home, (broker) => broker.request("signIn", { wellKnown: this.#wellKnown, tokens }));
    setApprovalSeconds(home, approvalSeconds);
    return home;
  }

  /** The server's address at the edge. */
  serverUrl(name = "presto"): string {
    return `${this.#wellKnown.edge}${edgePath(name)}`;
  }

  approver(user: string): Promise<Approver> {
    return Approver.of((name) => this.identity.accessToken(name), this.registryUrl, user);
  }

  async close(): Promise<void> {
    await RawAgent.endAll();
    for (const home of this.#homes) {
      await (await BrokerClient.find(home))?.shutdown();
      rmSync(home.folder, { recursive: true, force: true, maxRetries: 3 });
    }
    await closeParts(this);
  }
}

/** Closes the parts, also those that did not start: `down` of such a part does nothing. */
async function closeParts({
  presto,
  edge,
  registry,
  identity,
  warehouse,
}: Pick<ApprovingStack, "presto" | "edge" | "registry" | "identity" | "warehouse">): Promise<void> {
  await presto.down();
  await edge.down();
  await registry.down();
  await identity.close();
  await warehouse.dispose();
}

/** Sets how many seconds agents of this home wait for a person from now on. */
export function setApprovalSeconds(home: Home, seconds: number): void {
  const configuration = parsed(readFileSync(home.configFile, "utf8"));
  const members = isObject(configuration) ? configuration : {};
  writeFileSync(home.configFile, JSON.stringify({ ...members, approvalPatience: { default: seconds } }));
}
