/** All routes of the registry, and the rules that apply to every one of them. */
import { areas } from "@drawbridge/contracts/registry-api/areas";
import { describeRegistry, registryHealth, registryReadiness } from "@drawbridge/contracts/registry-api/public";
import { isRefusedValue } from "@drawbridge/hosted/database";
import { isOwnHost } from "@drawbridge/hosted/host";
import { type KeyAge, keyAgeMetric } from "@drawbridge/hosted/key-age-metric";
import type { LastKeysStore } from "@drawbridge/hosted/provider-keys";
import type { TokenVerifier } from "@drawbridge/hosted/token";
import { Hono } from "hono";
import { HTTPException } from "hono/http-exception";
import type { Logger } from "pino";
import type { Watch } from "./approvals/approval-watchers.ts";
import type { PersonApprovals } from "./approvals/person-approvals.ts";
import type { ServerApprovals } from "./approvals/server-approvals.ts";
import type { Database } from "./database.ts";
import type { AccessReports } from "./governance/access-reports.ts";
import type { Standings } from "./governance/policy-store.ts";
import type { ServerReviews } from "./governance/server-reviews.ts";
import type { VersionViews } from "./governance/version-view.ts";
import type { WhyQuestions } from "./governance/why-questions.ts";
import type { InboxIdentities } from "./inbox/identities.ts";
import type { IdentityTokens } from "./inbox/identity-tokens.ts";
import { inbox } from "./inbox/inbox.ts";
import type { Sessions } from "./inbox/sessions.ts";
import { withPageAddresses } from "./page/page-address.ts";
import type { Deciders } from "./pairing/decider.ts";
import type { Pairings } from "./pairing/pairings.ts";
import type { Passkeys } from "./passkeys/passkeys.ts";
import type { PeopleNames } from "./people/display-names.ts";
import { Refused, unavailable } from "./refusal.ts";
import { inTurn } from "./request-shares.ts";
import { approvalRoutes } from "./routes/approvals.ts";
import { auditRoutes } from "./routes/audit.ts";
import { internalRoutes } from "./routes/internal.ts";
import { internalApprovalRoutes } from "./routes/internal-approvals.ts";
import { mcpRegistryRoutes } from "./routes/mcp-registry.ts";
import { pageRoutes } from "./routes/page.ts";
import { pairingRoutes } from "./routes/pairings.ts";
import { publicRoutes } from "./routes/public.ts";
import { returnPage } from "./routes/sign-in.ts";
import { type SignOutParts, signOutRoutes } from "./routes/sign-outs.ts";
import { internalUsageRoutes, usageRoutes } from "./routes/usage.ts";
import { userRoutes } from "./routes/user.ts";
import type { RowSeals } from "./row-seals.ts";
import type { RuleGroups } from "./rule-groups.ts";
import { servedReleases } from "./served-releases.ts";
import type { ServerList } from "./server-list.ts";
import type { Statuses } from "./server-status.ts";
import { oldestServedBy, type RegistrySettings } from "./settings.ts";

export interface Services extends Pick<SignOutParts, "logoutTokens" | "stored"> {
  readonly database: Database;
  readonly seals: RowSeals;
  /** The policies that reviews made. */
  readonly standings: Standings;
  readonly reviews: ServerReviews;
  readonly views: VersionViews;
  readonly why: WhyQuestions;
  readonly reports: AccessReports;
  readonly servers: ServerList;
  readonly statuses: Statuses;
  /** Verifies the broker's tokens. */
  readonly verifier: TokenVerifier;
  readonly identities: InboxIdentities;
  readonly sessions: Sessions;
  readonly tokens: Pick<IdentityTokens, "readingOf">;
  readonly groups: RuleGroups;
  readonly pairings: Pairings;
  readonly deciders: Deciders;
  /** Null if the operator has not turned passkeys on. */
  readonly passkeys: Passkeys | null;
  readonly serverApprovals: ServerApprovals;
  readonly people: PersonApprovals;
  readonly names: PeopleNames;
  readonly watch: Watch;
  readonly lastKeys: LastKeysStore;
  /** True once the registry has been asked to stop. */
  leaving(): boolean;
  /** Of the keys by which tokens are verified. */
  keyAges(): readonly KeyAge[];
  readonly log: Logger;
}

const metricsPath = "/metrics";

/**
 * Paths that the hosted parts call, under any host name that the network gives the registry. A browser gains nothing
 * from them.
 */
const servesAnyHost = (path: string): boolean =>
  path.startsWith(`${areas.internal}/`) ||
  path === registryHealth.path ||
  path === metricsPath ||
  path === registryReadiness.path;

export function registryApp(settings: RegistrySettings, services: Services): Hono {
  const {
    database,
    seals,
    standings,
    servers,
    statuses,
    verifier,
    serverApprovals,
    people,
    names,
    watch,
    pairings,
    deciders,
    log,
  } = services;
  const governed = { database, standings };
  const editors = returnPage(settings, pairings);
  const app = new Hono();
  app.use(withPageAddresses(settings.url));
  app.use(async (request, next) => {
    const isOwn = isOwnHost(request.req.header("host"), settings.url, settings.network?.allowedHosts);
    if (!isOwn && !servesAnyHost(request.req.path)) {
      throw new Refused(421, "bad-request", `This registry is at ${settings.url}. Other host names are not served.`);
    }
    await next();
    request.header("cache-control", "no-store");
    request.header("x-content-type-options", "nosniff");
  });
  app.use(`${areas.api}/*`, inTurn(), servedReleases(oldestServedBy(settings)));
  app.get(metricsPath, (context) => context.text(keyAgeMetric(services.keyAges())));
  app.route("/", publicRoutes(settings, { database, statuses, leaving: services.leaving }));
  app.route("/", pageRoutes(settings, servers, statuses));
  app.route("/", editors.routes);
  app.route("/", inbox(settings, { ...services, editors }));
  app.route("/", mcpRegistryRoutes(settings, servers));
  app.route("/", approvalRoutes(people, serverApprovals, { verifier, deciders }, watch));
  app.route("/", pairingRoutes(pairings, deciders, editors));
  app.route("/", auditRoutes(settings, { database, seals }, verifier, names));
  app.route("/", usageRoutes(settings, governed, statuses, verifier));
  app.route(
    "/",
    userRoutes(settings, { ...governed, servers, why: services.why, reports: services.reports }, statuses, verifier),
  );
  app.route("/", signOutRoutes(settings, services));
  app.route("/", internalUsageRoutes(settings, database));
  app.route("/", internalApprovalRoutes(settings, governed, serverApprovals, names));
  app.route(
    "/",
    internalRoutes(settings, { ...governed, seals, servers, lastKeys: services.lastKeys }, statuses, services.passkeys),
  );
  app.notFound(() =>
    new Refused(404, "bad-request", `There is nothing here. Start at / or at ${describeRegistry.path}.`).getResponse(),
  );
  app.onError((error) => {
    if (error instanceof Refused || error instanceof HTTPException) return error.getResponse();
    if (isRefusedValue(error))
      return new Refused(
        400,
        "bad-request",
        "The registry cannot keep a value of this request: it is too long, or out of its range. Change it and ask again.",
      ).getResponse();
    log.error({ reason: error.message }, "a request failed");
    return unavailable("The registry cannot answer just now. Try again in a moment.").getResponse();
  });
  return app;
}
