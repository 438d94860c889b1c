/** Assembles the web inbox, where people decide requests, from its sign-in, its sessions and its pages. */

import { isRefusedValue } from "@drawbridge/hosted/database";
import { TokenError } from "@drawbridge/hosted/token";
import { Hono } from "hono";
import type { Logger } from "pino";
import type { Watch } from "../approvals/approval-watchers.ts";
import type { PersonApprovals } from "../approvals/person-approvals.ts";
import type { AccessReports } from "../governance/access-reports.ts";
import type { ServerReviews } from "../governance/server-reviews.ts";
import type { VersionViews } from "../governance/version-view.ts";
import type { WhyQuestions } from "../governance/why-questions.ts";
import type { Pairings } from "../pairing/pairings.ts";
import type { Passkeys } from "../passkeys/passkeys.ts";
import type { ReturnPage } from "../routes/sign-in.ts";
import type { RuleGroups } from "../rule-groups.ts";
import { sealFor } from "../seal.ts";
import { defaultDeciding, type RegistrySettings } from "../settings.ts";
import { answerNotice } from "./answer.ts";
import { claimsRoutes } from "./claims-routes.ts";
import { inboxCookies } from "./cookies.ts";
import { editorRoutes } from "./editor-routes.ts";
import type { InboxIdentities } from "./identities.ts";
import type { IdentityTokens } from "./identity-tokens.ts";
import { passkeyRoutes } from "./passkey-routes.ts";
import { reportRoutes } from "./report-routes.ts";
import { reviewRoutes } from "./review-routes.ts";
import { inboxRouteGuards } from "./route-guards.ts";
import { inboxRoutes } from "./routes.ts";
import type { Sessions } from "./sessions.ts";
import { inboxSignInRoutes, unknownPerson } from "./sign-in-routes.ts";
import { whyRoutes } from "./why-routes.ts";

export interface InboxServices {
  readonly identities: InboxIdentities;
  readonly sessions: Sessions;
  /** The tokens of the sessions. */
  readonly tokens: Pick<IdentityTokens, "readingOf">;
  readonly groups: RuleGroups;
  readonly people: PersonApprovals;
  readonly pairings: Pairings;
  readonly passkeys: Passkeys | null;
  readonly editors: ReturnPage;
  readonly watch: Watch;
  readonly reviews: ServerReviews;
  readonly views: VersionViews;
  readonly why: WhyQuestions;
  readonly reports: AccessReports;
  readonly log: Logger;
}

export function inbox(
  { url, rootSecret, deciding = defaultDeciding }: RegistrySettings,
  services: InboxServices,
): Hono {
  const { identities, sessions, tokens, groups, people, pairings, editors, passkeys, watch, log } = services;
  const { reviews, views, why, reports } = services;
  const cookies = inboxCookies(url, sealFor("inbox-trip", rootSecret));
  const guards = inboxRouteGuards({ url, sessions, cookies, identities });
  const app = new Hono()
    .route("/", inboxSignInRoutes({ url, identities, sessions, cookies, log }))
    .route("/", editorRoutes({ guards, pairings, editors }))
    .route("/", claimsRoutes({ guards, tokens, groups }))
    .route("/", reviewRoutes({ guards, reviews, views, signInSeconds: deciding.secondPersonSeconds }))
    .route("/", whyRoutes({ guards, why }))
    .route("/", reportRoutes({ guards, reports, signInSeconds: deciding.secondPersonSeconds }))
    .route("/", passkeys === null ? new Hono() : passkeyRoutes({ guards, passkeys }))
    .route("/", inboxRoutes({ guards, people, pairings, watch, sessions, cookies, deciding, passkeys }));
  app.onError((error, request) => {
    const again = { href: "/approvals", label: "To the inbox" };
    if (isRefusedValue(error))
      return answerNotice(request, null, 400, "Nothing was done", ["A value in the request cannot be kept."], again);
    if (error instanceof TokenError && error.code === "unreadable-claims")
      return unknownPerson(request, error, { href: "/approvals", label: "Try again" });
    log.error({ reason: error.message }, "a page of the inbox failed");
    const sentence = "Its database or the identity provider does not answer. Nothing is lost, and nothing was decided.";
    return answerNotice(request, null, 503, "The inbox cannot be read just now", [sentence], {
      href: request.req.method === "GET" ? request.req.path : "/approvals",
      label: "Try again",
    });
  });
  return app;
}
