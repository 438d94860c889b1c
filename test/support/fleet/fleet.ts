/**
 * Two of each part as a company runs them, each its own process: registries on one Postgres, edges, and the servers of one
 * kind of work. A person's home with a real broker and real bridges.
 */
import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { identityHeaders } from "@drawbridge/contracts/identity";
import { identityHeadersOf } from "@drawbridge/contracts/identity-headers";
import { edgeProof, partSecretVariables, registryCredential } from "@drawbridge/contracts/part-secret";
import { WellKnown } from "@drawbridge/contracts/registry";
import { BrokerClient } from "../../../proxy/client/broker-client.ts";
import { type Home, homeOf } from "../../../proxy/files/home.ts";
import { bundledCli } from "../agents/proxy-bundle.ts";
import { RawAgent } from "../agents/raw-agent.ts";
import { freshDatabase } from "../engines/postgres.ts";
import { startTestIdentity, testApproverSecret } from "../identity/test-identity.ts";
import { endAllNaming } from "../machine/processes.ts";
import { repository } from "../machine/source-files.ts";
import { freePort } from "../network/listening.ts";
import { withControl } from "../worlds/upstream-world.ts";
import { HostedProcess } from "./hosted-process.ts";
import { publicAddress } from "./public-address.ts";
import type { Work } from "./work.ts";

export interface Fleet {
  readonly registries: readonly HostedProcess[];
  readonly edges: readonly HostedProcess[];
  readonly servers: readonly HostedProcess[];
  readonly work: Work;
  /** A bridge to the server, as an agent starts it. */
  agent(): RawAgent;
  killBroker(): Promise<void>;
  /** The headers with which an edge hands a call of this user to a server. */
  edgeHeaders(user: string): Record<string, string>;
  close(): Promise<void>;
}

export async function startFleet(work: Work): Promise<Fleet> {
  const { server } = work;
  const folder = mkdtempSync(join(tmpdir(), "drawbridge-fleet-"));
  const [registryAddress, edgeAddress, databaseUrl] = await Promise.all([
    publicAddress(),
    publicAddress(),
    freshDatabase(),
  ]);
  const identity = await startTestIdentity({ registryUrl: registryAddress.url });
  const rootSecret = randomBytes(32).toString("base64url");
  const common = { DRAWBRIDGE_REGISTRY_URL: registryAddress.url, DRAWBRIDGE_LISTEN_ON_SECONDS: "3" };
  const two = (name: string, main: string, environment: NodeJS.ProcessEnv): Promise<HostedProcess[]> =>
    Promise.all(
      [1, 2].map(
        async (number) =>
          new HostedProcess({
            name: `${name} ${number}`,
            main: `${repository}${main}`,
            port: await freePort(),
            environment: { ...common, ...environment },
          }),
      ),
    );
  const registries = await two("registry", "reference-servers/registry/main.ts", {
    DRAWBRIDGE_EDGE_URL: edgeAddress.url,
    DRAWBRIDGE_ISSUER: identity.url,
    DRAWBRIDGE_ENVIRONMENT: "dev",
    DATABASE_URL: databaseUrl,
    DRAWBRIDGE_SEAL_SECRET: randomBytes(32).toString("base64url"),
    [partSecretVariables.root]: rootSecret,
    [partSecretVariables.approverClient]: testApproverSecret,
  });
  const edges = await two("edge", "reference-servers/edge/main.ts", {
    DRAWBRIDGE_EDGE_URL: edgeAddress.url,
    [partSecretVariables.root]: rootSecret,
  });
  const servers = await two("server", server.main, {
    ...server.environment,
    [partSecretVariables.registryCredential]: registryCredential(rootSecret, server.name),
    [partSecretVariables.edgeProof]: edgeProof(rootSecret, server.name),
  });
  // The first registry brings the database up to date.
  for (const registry of registries) await registry.start();
  registryAddress.serve(registries);
  await Promise.all([...edges, ...servers].map((each) => each.start()));
  edgeAddress.serve(edges);

  const home: Home = homeOf(join(folder, "home"));
  const { cli } = await bundledCli();
  const wellKnown = WellKnown.parse(await (await fetch(`${registryAddress.url}/.well-known/drawbridge`)).json());
  const tokens = await identity.tokens("ada");
  await withControl(home, (broker) => broker.request("signIn", { wellKnown, tokens }));
  await work.begin({ registryUrl: registryAddress.url, token: (user) => identity.accessToken(user) });
  return {
    work,
    registries,
    edges,
    servers,
    agent: () => new RawAgent(cli, home.folder, [server.name]),
    async killBroker() {
      const { pid } = await withControl(home, (broker) => broker.request("status"));
      process.kill(pid, "SIGKILL");
    },
    edgeHeaders: (user) => ({
      ...identityHeadersOf({ user, groups: ["ads-eng"], surface: "local" }),
      [identityHeaders.proof]: edgeProof(rootSecret, server.name),
    }),
    async close() {
      await work.close();
      await RawAgent.endAll();
      await (await BrokerClient.find(home).catch(() => null))?.shutdown();
      await endAllNaming(home.folder);
      await Promise.all([...servers, ...edges, ...registries].map((each) => each.end("SIGKILL")));
      await Promise.all([edgeAddress.close(), registryAddress.close(), identity.close()]);
      rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
    },
  };
}
