/**
 * The web inbox: the pages of a signed-in person, and the forms by which they decide. Everything works without scripts.
 */
import { Hono } from "hono";
import type { Watch } from "../approvals/approval-watchers.ts";
import { eventStream } from "../approvals/event-stream.ts";
import type { PersonApprovals } from "../approvals/person-approvals.ts";
import { redirectTo } from "../page/page-address.ts";
import type { Pairings } from "../pairing/pairings.ts";
import type { Passkeys } from "../passkeys/passkeys.ts";
import type { Deciding } from "../settings.ts";
import type { Cookies } from "./cookies.ts";
import { decisionRoutes } from "./decision-routes.ts";
import { inboxPages, nothingUnfinished } from "./inbox-pages.ts";
import { liveScript } from "./live-script.ts";
import type { RouteGuards } from "./route-guards.ts";
import type { Sessions } from "./sessions.ts";
import { inboxStyle } from "./style.ts";

export interface InboxParts {
  readonly guards: RouteGuards;
  readonly people: PersonApprovals;
  readonly pairings: Pairings;
  readonly watch: Watch;
  readonly sessions: Sessions;
  readonly cookies: Cookies;
  readonly deciding: Deciding;
  /** Null if the operator has not turned passkeys on. */
  readonly passkeys: Passkeys | null;
}

export function inboxRoutes(parts: InboxParts): Hono {
  const { guards, people, watch, sessions, cookies } = parts;
  const { sessionOf, page, posted } = guards;
  const pages = inboxPages(parts);
  const { showList, showDecided, showRequest } = pages;

  return new Hono()
    .get("/inbox.css", (request) => request.body(inboxStyle, 200, { "content-type": "text/css; charset=utf-8" }))
    .get("/inbox.js", (request) => request.body(liveScript, 200, { "content-type": "text/javascript; charset=utf-8" }))
    .get("/approvals", (request) =>
      page(request, (session) => {
        const decided = request.req.query("decided");
        return decided === undefined
          ? showList(request, session, nothingUnfinished)
          : showDecided(request, session, decided.split(","));
      }),
    )
    .get("/approvals/events", async (request) => {
      const session = await sessionOf(request);
      if (session === null) return request.body(null, 401);
      return eventStream(request, watch, session.person, ({ event }) => ({ event, data: {} }));
    })
    .route("/", decisionRoutes(parts, pages))
    .post("/approvals/scopes/:id/revoke", (request) =>
      posted(request, async ({ person }) => {
        await people.revoke(person, request.req.param("id"));
        return redirectTo(request, "/approvals");
      }),
    )
    .post("/approvals/sign-out", (request) =>
      posted(request, async ({ id }) => {
        await sessions.close(id);
        cookies.dropSession(request);
        return redirectTo(request, "/");
      }),
    )
    .get("/approvals/:id", (request) =>
      page(request, (session) => showRequest(request, session, request.req.param("id"))),
    );
}
