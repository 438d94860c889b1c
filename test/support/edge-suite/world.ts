/**
 * The world in which an edge is tested: the real registry on a real Postgres, an issuer whose keys the test holds, and
 * three servers: `presto` (ads-eng and infra), `tickets` (infra), `vault` (infra, unlisted).
 */
import { randomBytes } from "node:crypto";
import type { ServerPolicy } from "@drawbridge/contracts/access";
import type { Part } from "@drawbridge/contracts/part";
import { registryCredential } from "@drawbridge/contracts/part-secret";
import type { ServerManifest } from "@drawbridge/contracts/registry";
import type { EdgeSettings } from "@drawbridge/edge/settings";
import type { RegistrySettings } from "@drawbridge/registry/settings";
import { startRegistry } from "@drawbridge/registry/start";
import { until } from "../clocks/until.ts";
import { freshDatabase } from "../engines/postgres.ts";
import { startIssuer, type TestIssuer } from "../identity/issuer.ts";
import { type Answer, bearer, type Sent, send } from "../network/http.ts";
import { freePort } from "../network/listening.ts";
import { manifestOf } from "../servers/manifest.ts";
import { startUpstream, type Upstream } from "./upstream.ts";

/** Starts the embedded edge, or any other that must keep the same promises. */
export type StartEdge = (settings: EdgeSettings) => Promise<Part>;

export interface World {
  /** The provider of the registry that has no other description. */
  readonly issuer: TestIssuer;
  readonly rootSecret: string;
  readonly settings: EdgeSettings;
  readonly edgeUrl: string;
  /** Where the registry listens; `registry` can be closed and started again. */
  readonly registryUrl: string;
  registry: Part;
  startRegistry(): Promise<Part>;
  readonly servers: { readonly presto: Upstream; readonly tickets: Upstream; readonly vault: Upstream };
  /** Sends a request to a server through the edge, as the token's user. */
  call(server: string, token: string, sent?: Sent): Promise<Answer>;
  announce(manifest: ServerManifest, url: string): Promise<void>;
  /** Changes who may reach a server, as an operator does. */
  decide(server: string, access: ServerPolicy): Promise<void>;
  /** The requests that have reached any server since the last call of this function. */
  reached(): Upstream["reached"];
  close(): Promise<void>;
}

export const openTo = (...groups: string[]): ServerPolicy => ({ groups, surfaces: ["local"], environments: ["dev"] });

export async function startWorld(
  startEdge: StartEdge,
  limits: Partial<EdgeSettings> = {},
  registryOverrides: Partial<RegistrySettings> = {},
): Promise<World> {
  const [issuer, presto, tickets, vault] = await Promise.all([
    startIssuer(),
    startUpstream(),
    startUpstream(),
    startUpstream(),
  ]);
  const servers = { presto, tickets, vault };
  const rootSecret = randomBytes(32).toString("base64url");
  const registryUrl = `http://127.0.0.1:${await freePort()}`;
  const edgeUrl = `http://127.0.0.1:${await freePort()}`;
  const registrySettings: RegistrySettings = {
    ...{ port: Number(new URL(registryUrl).port), url: registryUrl, edgeUrl, issuer: issuer.url, rootSecret },
    ...{ databaseUrl: await freshDatabase(), environment: "dev", logLevel: "silent" },
    ...registryOverrides,
  };
  const put = (path: string, part: string, body: unknown): Promise<void> =>
    putInternal(`${registryUrl}/internal/v1/servers/${path}`, registryCredential(rootSecret, part), body);

  const registry = await startRegistry(registrySettings);
  const announce: World["announce"] = (manifest, url) => put(manifest.name, manifest.name, { manifest, url });
  await announce(manifestOf("presto", { access: openTo("ads-eng", "infra") }), presto.url);
  await announce(manifestOf("tickets", { access: openTo("infra") }), tickets.url);
  await announce(manifestOf("vault", { access: openTo("infra"), listed: false }), vault.url);

  const settings: EdgeSettings = {
    ...{ port: Number(new URL(edgeUrl).port), url: edgeUrl, registryUrl, rootSecret, logLevel: "silent", ...limits },
  };
  const edge = await startEdge(settings);
  await until("the edge is ready", async () => (await send(`${edgeUrl}/readyz`)).status === 200);

  const world: World = {
    ...{ issuer, rootSecret, settings, edgeUrl, registryUrl, registry, servers, announce },
    startRegistry: () => startRegistry(registrySettings),
    call: (server, token, sent = {}) =>
      send(`${edgeUrl}/mcp/${server}`, { ...sent, headers: [...bearer(token), ...(sent.headers ?? [])] }),
    decide: (server, access) => put(`${server}/access`, "operator", access),
    reached: () => Object.values(servers).flatMap((server) => server.reached.splice(0)),
    async close() {
      await edge.close();
      await world.registry.close();
      await Promise.all([issuer.stop(), ...Object.values(servers).map((server) => server.close())]);
    },
  };
  return world;
}

async function putInternal(url: string, credential: string, body: unknown): Promise<void> {
  const response = await fetch(url, {
    method: "PUT",
    headers: { authorization: `Bearer ${credential}`, "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  if (!response.ok) throw new Error(`PUT ${url}: ${response.status} ${await response.text()}`);
}
