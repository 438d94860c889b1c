/**
 * The target of the conformance suite: the fixture server behind the real edge and registry, and a forwarder in front that
 * signs the suite in, because the suite cannot send a token.
 */
import { randomBytes } from "node:crypto";
import { edgeProof, registryCredential } from "@drawbridge/contracts/part-secret";
import { edgePath } from "@drawbridge/contracts/registry";
import { startEdge } from "@drawbridge/edge/start";
import { startRegistry } from "@drawbridge/registry/start";
import { followingRegistry, start } from "../../../reference-servers/framework/serve.ts";
import { until } from "../clocks/until.ts";
import { freshDatabase } from "../engines/postgres.ts";
import { startIssuer } from "../identity/issuer.ts";
import { freePort } from "../network/listening.ts";
import { fixtureProtocol, fixtureServer } from "./server.ts";
import { forwardWith } from "./token-forwarder.ts";

export interface ConformanceTarget {
  /** The MCP endpoint; every caller is ada. */
  readonly url: string;
  close(): Promise<void>;
}

export async function conformanceTarget(): Promise<ConformanceTarget> {
  const { name } = fixtureServer;
  const rootSecret = randomBytes(32).toString("base64url");
  const [edgeUrl, registryUrl] = [`http://127.0.0.1:${await freePort()}`, `http://127.0.0.1:${await freePort()}`];
  const issuer = await startIssuer();
  const registry = await startRegistry({
    port: Number(new URL(registryUrl).port),
    url: registryUrl,
    databaseUrl: await freshDatabase(),
    issuer: issuer.url,
    edgeUrl,
    rootSecret,
    environment: "dev",
    logLevel: "silent",
  });
  const listeners: (() => void)[] = [];
  const options = {
    port: 0,
    registry: { url: registryUrl, credential: registryCredential(rootSecret, name) },
    edgeProof: edgeProof(rootSecret, name),
    settings: { DRAWBRIDGE_LOG_LEVEL: "silent" },
  };
  const follow = followingRegistry(fixtureServer, options);
  const server = await start(fixtureServer, {
    ...options,
    policySource: (at) => {
      const source = follow(at);
      return { ...source, onChange: (listener) => void listeners.push(listener) };
    },
    protocol: (running) => fixtureProtocol(running, () => listeners.forEach((listener) => void listener())),
  });
  await until("the server has its policy", async () => (await fetch(`${server.url}/readyz`)).ok);
  const edge = await startEdge({
    port: Number(new URL(edgeUrl).port),
    url: edgeUrl,
    registryUrl,
    rootSecret,
    logLevel: "silent",
  });
  await until("the edge is ready", async () => (await fetch(`${edgeUrl}/readyz`)).ok);
  const forwarder = await forwardWith(edgeUrl, async () => ({ authorization: `Bearer ${await issuer.mint()}` }));

  return {
    url: `${forwarder.url}${edgePath(name)}`,
    async close() {
      await forwarder.close();
      await edge.close();
      await server.close();
      await registry.close();
      await issuer.stop();
    },
  };
}
