/** Usage: servers report their calls, and people see the results; see contracts/usage.ts. */
import { reportServerUsage } from "@drawbridge/contracts/registry-api/servers";
import { readMyUsage, readServerUsage } from "@drawbridge/contracts/registry-api/user";
import type { TokenVerifier } from "@drawbridge/hosted/token";
import type { Hono } from "hono";
import { authorizers } from "../authorizers.ts";
import { principalOf, requirePart } from "../caller.ts";
import { myServer } from "../catalogue.ts";
import type { Database } from "../database.ts";
import { unknownServer } from "../refusal.ts";
import type { Statuses } from "../server-status.ts";
import type { RegistrySettings } from "../settings.ts";
import { entry, type Governed } from "../store.ts";
import { keepCalls, serverUsage, usageOf } from "../usage/store.ts";
import { Routes } from "./routes.ts";

/** Authenticated by the credential of the server whose calls they are. */
export const internalUsageRoutes = ({ rootSecret }: RegistrySettings, database: Database): Hono =>
  new Routes().serve(reportServerUsage, async ({ context, parameters: { name }, body, answer }) => {
    requirePart(context, rootSecret, name);
    const { calls } = await body();
    await keepCalls(database, name, calls);
    return answer(204, null);
  }).app;

/** `/api/v1`: usage of a server for users who may see the server, and each user's own usage. */
export function usageRoutes(
  { environment, edgeUrl }: RegistrySettings,
  governed: Governed,
  statuses: Statuses,
  verifier: TokenVerifier,
): Hono {
  const { database } = governed;
  const authorizerOf = authorizers();
  return new Routes()
    .serve(readServerUsage, async ({ context, parameters: { name }, answer }) => {
      const principal = await principalOf(context, verifier);
      const serverEntry = await entry(governed, name);
      const visibleServer =
        serverEntry === null
          ? null
          : myServer(serverEntry, { principal, environment, authorizerOf }, statuses.of(name), edgeUrl);
      if (visibleServer === null) throw unknownServer(name);
      return answer(200, await serverUsage(database, name));
    })
    .serve(readMyUsage, async ({ context, answer }) =>
      answer(200, await usageOf(database, await principalOf(context, verifier))),
    ).app;
}
