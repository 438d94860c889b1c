/** What a signed-in user may use, and why. */
import { defaultPersonRule } from "@drawbridge/contracts/person";
import type { MyServer } from "@drawbridge/contracts/registry";
import {
  explainAccess,
  explainWhy,
  listMyServers,
  readMyToken,
  reportAccess,
} from "@drawbridge/contracts/registry-api/user";
import type { TokenVerifier } from "@drawbridge/hosted/token";
import type { Hono } from "hono";
import { authorizers } from "../authorizers.ts";
import { presentedToken, principalOf } from "../caller.ts";
import { accessAnswer, myServer, type View } from "../catalogue.ts";
import type { AccessReports } from "../governance/access-reports.ts";
import type { WhyQuestions } from "../governance/why-questions.ts";
import { unknownServer } from "../refusal.ts";
import type { ServerList } from "../server-list.ts";
import type { Statuses } from "../server-status.ts";
import { oldestServedBy, type RegistrySettings } from "../settings.ts";
import { entry, type Governed } from "../store.ts";
import { Routes } from "./routes.ts";

export function userRoutes(
  settings: RegistrySettings,
  {
    servers: list,
    why,
    reports,
    ...governed
  }: Governed & { readonly servers: ServerList; readonly why: WhyQuestions; readonly reports: AccessReports },
  statuses: Statuses,
  verifier: TokenVerifier,
): Hono {
  const { environment, edgeUrl } = settings;
  const authorizerOf = authorizers();
  const viewOf = (principal: View["principal"]): View => ({ principal, environment, authorizerOf });

  return new Routes()
    .serve(listMyServers, async ({ context, answer }) => {
      const principal = await principalOf(context, verifier);
      const view = viewOf(principal);
      const visibleServers = (await list()).map((each) =>
        myServer(each, view, statuses.of(each.manifest.name), edgeUrl),
      );
      const servers = visibleServers.filter((server): server is MyServer => server !== null);
      return answer(200, {
        user: principal.user,
        ...(principal.name !== undefined && { name: principal.name }),
        groups: principal.groups,
        servers,
        oldest: oldestServedBy(settings),
      });
    })
    .serve(readMyToken, async ({ context, answer }) => {
      const { user, groups, surface } = await principalOf(context, verifier);
      const { issuer, claims } = verifier.reading(presentedToken(context));
      return answer(200, { issuer, user, groups, surface, claims: [...claims] });
    })
    .serve(explainAccess, async ({ context, query, answer }) => {
      const principal = await principalOf(context, verifier);
      const { server, tool = null } = query("Ask with ?server=<name>, and &tool=<name> for one of its tools.");
      const serverEntry = await entry(governed, server);
      const access = serverEntry === null ? null : accessAnswer(serverEntry, tool, viewOf(principal));
      if (access === null) throw unknownServer(server);
      return answer(200, access);
    })
    .serve(reportAccess, async ({ context, body, answer }) => {
      const { claim = defaultPersonRule.claim, ...principal } = await principalOf(context, verifier);
      return answer(200, await reports.file({ ...principal, claim }, await body()));
    })
    .serve(explainWhy, async ({ context, query, answer }) => {
      const { claim = defaultPersonRule.claim, ...principal } = await principalOf(context, verifier);
      const question = query("Ask with ?server=<name>, and &tool=, &user= or &surface= for one of each.");
      return answer(200, await why.answer({ ...principal, claim }, question));
    }).app;
}
