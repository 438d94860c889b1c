/** Usage: servers tell of their calls, people see what became of them; see contracts/usage.ts. */
import { UsageReport } from "@drawbridge/contracts/usage";
import type { TokenVerifier } from "@drawbridge/edge/token";
import { Hono } from "hono";
import { authorizers } from "../authorizers.ts";
import { readBody } from "../body.ts";
import { principalOf, requirePart } from "../caller.ts";
import { myServer } from "../catalogue.ts";
import type { Database } from "../database.ts";
import { unknownServer } from "../refusal.ts";
import type { RegistrySettings } from "../settings.ts";
import type { Statuses } from "../status.ts";
import { entry } from "../store.ts";
import { keepCalls, serverUsage, usageOf } from "../usage/store.ts";

/** `/internal/v1`: by the credential of the server whose calls they are. */
export const internalUsageRoutes = ({ rootSecret }: RegistrySettings, database: Database): Hono =>
  new Hono().post("/servers/:name/usage", async (request) => {
    const name = request.req.param("name");
    requirePart(request, rootSecret, name);
    const { calls } = await readBody(request, UsageReport);
    await keepCalls(database, name, calls);
    return request.body(null, 204);
  });

/** `/api/v1`: to whoever may see the server, and everybody's own. */
export function usageRoutes(
  { environment, edgeUrl }: RegistrySettings,
  database: Database,
  statuses: Statuses,
  verifier: TokenVerifier,
): Hono {
  const authorizerOf = authorizers();
  return new Hono()
    .get("/servers/:name/usage", async (request) => {
      const principal = await principalOf(request, verifier);
      const name = request.req.param("name");
      const known = await entry(database, name);
      const seen =
        known === null ? null : myServer(known, { principal, environment, authorizerOf }, statuses.of(name), edgeUrl);
      if (seen === null) throw unknownServer(name);
      return request.json(await serverUsage(database, name));
    })
    .get("/me/usage", async (request) => {
      return request.json(await usageOf(database, await principalOf(request, verifier)));
    });
}
