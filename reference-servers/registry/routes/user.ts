/** `/api/v1`: what a signed-in user may use, and why. */
import type { MyServer, MyServers } from "@drawbridge/contracts/registry";
import type { TokenVerifier } from "@drawbridge/edge/token";
import { Hono } from "hono";
import { z } from "zod";
import { authorizers } from "../authorizers.ts";
import { principalOf } from "../caller.ts";
import { accessAnswer, myServer, type View } from "../catalogue.ts";
import type { Database } from "../database.ts";
import { Refused, unknownServer } from "../refusal.ts";
import type { RegistrySettings } from "../settings.ts";
import type { Statuses } from "../status.ts";
import { entries, entry } from "../store.ts";

const Question = z.object({ server: z.string().min(1).max(100), tool: z.string().min(1).max(200).optional() });

export function userRoutes(
  settings: RegistrySettings,
  database: Database,
  statuses: Statuses,
  verifier: TokenVerifier,
): Hono {
  const { environment, edgeUrl } = settings;
  const authorizerOf = authorizers();
  const viewOf = (principal: View["principal"]): View => ({ principal, environment, authorizerOf });

  return new Hono()
    .get("/me/servers", async (request) => {
      const principal = await principalOf(request, verifier);
      const view = viewOf(principal);
      const seen = (await entries(database)).map((each) =>
        myServer(each, view, statuses.of(each.manifest.name), edgeUrl),
      );
      const servers = seen.filter((server): server is MyServer => server !== null);
      const body: MyServers = { user: principal.user, groups: principal.groups, servers };
      return request.json(body);
    })
    .get("/access", async (request) => {
      const principal = await principalOf(request, verifier);
      const question = Question.safeParse(request.req.query());
      if (!question.success)
        throw new Refused(400, "bad-request", "Ask with ?server=<name>, and &tool=<name> for one of its tools.");
      const { server, tool = null } = question.data;
      const known = await entry(database, server);
      const answer = known === null ? null : accessAnswer(known, tool, viewOf(principal));
      if (answer === null) throw unknownServer(server);
      return request.json(answer);
    });
}
