/** What anybody may read: where everything is, and whether the registry serves. */

import { audiences, oauthClients as clients } from "@drawbridge/contracts/oauth";
import type { WellKnown } from "@drawbridge/contracts/registry";
import { Hono } from "hono";
import type { Database } from "../database.ts";
import type { RegistrySettings } from "../settings.ts";
import type { Statuses } from "../status.ts";
import { ping } from "../store.ts";

export function publicRoutes(settings: RegistrySettings, database: Database, statuses: Statuses): Hono {
  const { url, edgeUrl, issuer, environment, allowDirectBridges = environment === "dev" } = settings;
  const wellKnown: WellKnown = {
    ...{ registry: url, api: `${url}/api/v1`, edge: edgeUrl, issuer, clients, audiences },
    policy: { directBridges: allowDirectBridges },
  };

  return new Hono()
    .get("/.well-known/drawbridge", (request) => request.json(wellKnown))
    .get("/healthz", (request) => request.json({ status: "up" }))
    .get("/readyz", async (request) => {
      const reached = await ping(database).then(
        () => true,
        () => false,
      );
      const body = { ready: reached, database: reached ? "up" : "down", servers: statuses.all() };
      return request.json(body, reached ? 200 : 503);
    });
}
