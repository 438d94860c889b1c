/** What any client may read: the addresses of all parts, and whether the registry serves. */

import { personRuleOf } from "@drawbridge/contracts/identity-provider/provider";
import { firstOf, publicPartOf } from "@drawbridge/contracts/identity-provider/public-part";
import type { WellKnown } from "@drawbridge/contracts/registry";
import { addressOf } from "@drawbridge/contracts/registry-api/areas";
import { describeRegistry, registryHealth, registryReadiness } from "@drawbridge/contracts/registry-api/public";
import type { Hono } from "hono";
import type { Database } from "../database.ts";
import type { Statuses } from "../server-status.ts";
import { firstProviderOf, identityProvidersOf, oldestServedBy, type RegistrySettings } from "../settings.ts";
import { ping } from "../store.ts";
import { Routes } from "./routes.ts";

/**
 * Programs that are older than the pairing of editors demand a second client and audience, and decide by them. They get
 * those of the broker. So they sign in and call as before, and get a message at a decision that asks their user to
 * update.
 */
export function publicRoutes(
  settings: RegistrySettings,
  { database, statuses, leaving }: { database: Database; statuses: Statuses; leaving(): boolean },
): Hono {
  const { url, edgeUrl, environment, allowDirectBridges = environment === "dev" } = settings;
  const providers = identityProvidersOf(settings);
  const first = firstProviderOf(settings);
  const person = personRuleOf(first);
  const [broker, audience] = [firstOf(first.broker.clientIds), firstOf(first.broker.audiences)];
  const wellKnown: WellKnown = {
    ...{ registry: url, api: addressOf("api", url), edge: edgeUrl, issuer: first.issuer },
    clients: { broker },
    audiences: { edge: audience },
    ...(person.named || person.prefix !== undefined ? { person } : {}),
    identityProviders: providers.map(publicPartOf),
    policy: { directBridges: allowDirectBridges },
    oldest: oldestServedBy(settings),
  };
  const forAll = {
    ...wellKnown,
    clients: { ...wellKnown.clients, approver: broker },
    audiences: { ...wellKnown.audiences, approvals: audience },
  };

  return new Routes()
    .serve(describeRegistry, ({ answer }) => answer(200, forAll))
    .serve(registryHealth, ({ answer }) => answer(200, { status: "up" }))
    .serve(registryReadiness, async ({ answer }) => {
      const isReachable = await ping(database).then(
        () => true,
        () => false,
      );
      const servers = statuses.all();
      const ready = isReachable && !leaving();
      return answer(ready ? 200 : 503, { ready, database: isReachable ? "up" : "down", servers });
    }).app;
}
