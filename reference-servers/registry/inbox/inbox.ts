/** The web inbox, put together: its sign-in, its sessions, its pages. */
import type { TokenVerifier } from "@drawbridge/edge/token";
import { Hono } from "hono";
import type { Logger } from "pino";
import type { PeoplesApprovals } from "../approvals/people.ts";
import type { Watch } from "../approvals/watch.ts";
import { type Database, isRefusedValue } from "../database.ts";
import { sealFor } from "../seal.ts";
import type { RegistrySettings } from "../settings.ts";
import { answerNotice } from "./answer.ts";
import { inboxCookies } from "./cookies.ts";
import { inboxIdentity } from "./identity.ts";
import { inboxRoutes } from "./routes.ts";
import { webSessions } from "./sessions.ts";
import { inboxSignInRoutes } from "./sign-in-routes.ts";

export interface InboxServices {
  readonly database: Database;
  /** For tokens of the approvals audience. */
  readonly verifier: TokenVerifier;
  readonly people: PeoplesApprovals;
  readonly watch: Watch;
  readonly log: Logger;
}

export function inbox({ url, issuer, rootSecret }: RegistrySettings, services: InboxServices): Hono {
  const { database, verifier, people, watch, log } = services;
  const identity = inboxIdentity(issuer, url);
  const sessions = webSessions(database, { rootSecret }, { verifier, identity });
  const cookies = inboxCookies(url, sealFor("inbox-trip", rootSecret));
  const app = new Hono()
    .route("/", inboxSignInRoutes({ url, identity, sessions, cookies, log }))
    .route("/", inboxRoutes({ url, people, watch, sessions, cookies }));
  app.onError((error, request) => {
    const again = { href: "/approvals", label: "To the inbox" };
    if (isRefusedValue(error))
      return answerNotice(request, null, 400, "Nothing was done", ["A value in the request cannot be kept."], again);
    log.error({ reason: error.message }, "a page of the inbox failed");
    const sentence = "Its database or the identity provider does not answer. Nothing is lost, and nothing was decided.";
    return answerNotice(request, null, 503, "The inbox cannot be read just now", [sentence], {
      href: request.req.method === "GET" ? request.req.path : "/approvals",
      label: "Try again",
    });
  });
  return app;
}
