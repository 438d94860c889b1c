/** What anybody may read: where everything is, and whether the registry serves. */

import { audiences, oauthClients } from "@drawbridge/contracts/oauth";
import type { WellKnown } from "@drawbridge/contracts/registry";
import { Hono } from "hono";
import type { Database } from "../database.ts";
import type { RegistrySettings } from "../settings.ts";
import type { Statuses } from "../status.ts";
import { ping } from "../store.ts";

/**
 * Programs from before editors were paired demand a second client and audience, and decide by them. They are given the
 * broker's: so they sign in and call as ever, and hear at a decision, in words that they show, to update.
 */
export function publicRoutes(settings: RegistrySettings, database: Database, statuses: Statuses): Hono {
  const { url, edgeUrl, issuer, environment, allowDirectBridges = environment === "dev", person } = settings;
  const wellKnown: WellKnown = {
    ...{ registry: url, api: `${url}/api/v1`, edge: edgeUrl, issuer },
    clients: { broker: oauthClients.broker },
    audiences: { edge: audiences.edge },
    ...(person === undefined ? {} : { person }),
    policy: { directBridges: allowDirectBridges },
  };
  const forAll = {
    ...wellKnown,
    clients: { ...wellKnown.clients, approver: oauthClients.broker },
    audiences: { ...wellKnown.audiences, approvals: audiences.edge },
  };

  return new Hono()
    .get("/.well-known/drawbridge", (request) => request.json(forAll))
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
