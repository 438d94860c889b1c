/**
 * The web inbox: the pages of a signed-in person, and the forms by which they decide. Everything works without scripts.
 */
import type { ApprovalView, Decisions } from "@drawbridge/contracts/approvals";
import { objectFirst } from "@drawbridge/contracts/approvals/act-text";
import { oneLine } from "@drawbridge/contracts/visible-text";
import { type Context, Hono } from "hono";
import type { Watch } from "../approvals/approval-watchers.ts";
import { cursorOf, readCursor } from "../approvals/cursor.ts";
import { eventStream } from "../approvals/event-stream.ts";
import type { Person } from "../approvals/may-decide.ts";
import type { PersonApprovals } from "../approvals/person-approvals.ts";
import { needsPasskey } from "../approvals/presence.ts";
import type { Pairings } from "../pairing/pairings.ts";
import type { Purpose } from "../passkeys/challenge.ts";
import type { Passkeys } from "../passkeys/passkeys.ts";
import type { Deciding } from "../settings.ts";
import { answerNotice, answerPage } from "./answer.ts";
import type { Cookies } from "./cookies.ts";
import { type Choices, readDecisionForm, readResolutionForm } from "./decision-form.ts";
import { tooSoon } from "./form-age.ts";
import { liveScript } from "./live-script.ts";
import { decidedPage } from "./pages/decided-page.ts";
import { type ListContent, listPage } from "./pages/list.ts";
import { requestPage } from "./pages/request.ts";
import { Confirmation, credentialIn } from "./passkey-forms.ts";
import type { RouteGuards } from "./route-guards.ts";
import type { Session, Sessions } from "./sessions.ts";
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

/** Requests on one page, and how many decided ones it shows. */
const pageSize = 25;
const recentSize = 20;

/** Maximum number of characters in a tab's title. */
const maxTitleLength = 60;

/** What a form could not do, and what it held. */
interface Unfinished {
  readonly problems: readonly string[];
  readonly choices: Choices;
}
const nothingUnfinished: Unfinished = { problems: [], choices: new Map() };

export function inboxRoutes(parts: InboxParts): Hono {
  const { guards, people, pairings, watch, sessions, cookies, deciding, passkeys } = parts;
  const { sessionOf, page, posted, freshSignIn } = guards;
  const passkeyNeeded = (view: ApprovalView): boolean => passkeys !== null && needsPasskey(view, deciding);

  /**
   * The person, with the passkey that agreed to exactly these decisions; a sentence if the passkey's answer does not
   * fit them.
   */
  const withPasskey = async (
    { person }: Session,
    decisions: readonly Decisions["decisions"][number][],
    posting: URLSearchParams,
  ): Promise<Person | string> => {
    const [decision, another] = decisions;
    if (decision === undefined || another !== undefined) return person;
    return confirmed(person, decision.id, { act: "decide", decision }, posting);
  };
  /**
   * The person, with the passkey that agreed to `purpose` for the request `id`; a sentence if the passkey's answer does
   * not fit it.
   */
  const confirmed = async (
    person: Person,
    id: string,
    purpose: Purpose,
    posting: URLSearchParams,
  ): Promise<Person | string> => {
    const answer = credentialIn(posting, "confirmation", Confirmation);
    if (passkeys === null || answer === null) return person;
    const checked = await passkeys.check(person, purpose, answer);
    if (!checked.ok) return checked.why;
    const presence =
      person.presence === null ? null : { ...person.presence, passkey: { id: checked.passkey, request: id } };
    return { ...person, presence };
  };
  const askForSignIn = (request: Context, session: Session, sentences: string[], page: string | null) => {
    const to = page === null ? "/approvals" : `/approvals/${encodeURIComponent(page)}`;
    const way = { href: freshSignIn(session, to), label: "Sign in again" };
    return answerNotice(request, session, 403, "Sign in again to decide this", sentences, way);
  };

  const showList = async (request: Context, session: Session, { problems, choices }: Unfinished) => {
    const { person, formToken } = session;
    const after = readCursor(request.req.query("cursor")) ?? null;
    const [pendingPage, recent, scopes, editors] = await Promise.all([
      people.list(person, { state: "pending", after, limit: pageSize + 1 }),
      people.list(person, { state: "recent", after: null, limit: recentSize }),
      people.scopes(person),
      pairings.list(person),
    ]);
    // After a form that was only partly accepted, the page shows only the requests of that form, so that no other
    // request appears under the pointer.
    const pending = pendingPage.slice(0, pageSize).filter(({ view }) => choices.size === 0 || choices.has(view.id));
    const last = pendingPage.length > pageSize ? pending.at(-1) : undefined;
    const content: ListContent = {
      ...{ pending, recent, scopes, editors, user: person.user, formToken, problems, choices },
      needsPasskey: passkeys === null ? null : passkeyNeeded,
      next: last === undefined ? null : cursorOf(last.view),
    };
    const status = problems.length === 0 ? 200 : 422;
    return answerPage(request, session, { title: "Approvals", live: true, status }, listPage(content));
  };
  const showDecided = async (request: Context, session: Session, ids: readonly string[]) => {
    const approvals = await Promise.all(ids.slice(0, pageSize).map((id) => people.find(session.person, id)));
    const decided = approvals.filter((approval) => approval !== null);
    return answerPage(request, session, { title: "Decided", live: true }, decidedPage(decided));
  };
  const showRequest = async (
    request: Context,
    session: Session,
    id: string,
    { problems, choices }: Unfinished = nothingUnfinished,
  ) => {
    const approval = await people.find(session.person, id);
    if (approval === null) {
      const sentence =
        "Either there is none at this address, or it is neither yours nor one that your groups approve. The person who sent you the link can tell you which group decides.";
      return answerNotice(request, session, 404, "There is no such request for you", [sentence], {
        href: "/approvals",
        label: "To your approvals",
      });
    }
    const status = problems.length === 0 ? 200 : 422;
    const passkey =
      passkeys !== null && passkeyNeeded(approval.view)
        ? { has: (await passkeys.list(session.person)).length > 0 }
        : null;
    const body = requestPage({ approval, formToken: session.formToken, problems, choices, passkey });
    const title = oneLine(objectFirst(approval.view.plan), maxTitleLength);
    return answerPage(request, session, { title, live: true, passkeys: passkey !== null, status }, body);
  };

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
    .post("/approvals/decisions", (request) =>
      posted(request, async (session, posting) => {
        const { decisions, choices, problems: unclear, page: only } = readDecisionForm(posting);
        const soon = tooSoon(posting, Date.now());
        const person = soon === null ? await withPasskey(session, decisions, posting) : soon;
        const problems = typeof person === "string" ? [person] : unclear;
        const results = typeof person === "string" ? [] : await people.decide(person, decisions.slice(0, pageSize));
        if (results.some((result) => !result.ok && result.error === "sign-in-again")) {
          const sentences = [...new Set(results.flatMap((result) => (result.ok ? [] : [result.message])))];
          return askForSignIn(request, session, sentences, only);
        }
        // If the list was sent twice (a second click before the answer), the page shows the result of each request,
        // regardless of which of the two decided it.
        const settled = (result: (typeof results)[number]): boolean =>
          result.ok || (only === null && result.error === "already-decided");
        const refused = results.flatMap((result) => (settled(result) || result.ok ? [] : [result.message]));
        const unfinished = { problems: [...problems, ...refused], choices };
        if (unfinished.problems.length > 0)
          return only === null
            ? showList(request, session, unfinished)
            : showRequest(request, session, only, unfinished);
        if (only !== null) return request.redirect(`/approvals/${encodeURIComponent(only)}`, 303);
        const decided = results.map(({ id }) => id).join(",");
        return request.redirect(decided === "" ? "/approvals" : `/approvals?decided=${decided}`, 303);
      }),
    )
    .post("/approvals/scopes/:id/revoke", (request) =>
      posted(request, async ({ person }) => {
        await people.revoke(person, request.req.param("id"));
        return request.redirect("/approvals", 303);
      }),
    )
    .post("/approvals/:id/resolution", (request) =>
      posted(request, async (session, form) => {
        const id = request.req.param("id");
        const resolution = readResolutionForm(form);
        const person =
          resolution === null
            ? "Say how it ended, and how you know."
            : await confirmed(session.person, id, { act: "resolve", request: id, resolution }, form);
        const answer =
          resolution === null || typeof person === "string" ? null : await people.resolve(person, id, resolution);
        if (answer?.ok) return request.redirect(`/approvals/${encodeURIComponent(id)}`, 303);
        if (answer?.error === "sign-in-again") return askForSignIn(request, session, [answer.message], id);
        const problem = typeof person === "string" ? person : (answer?.message ?? "There is no such request for you.");
        return showRequest(request, session, id, { problems: [problem], choices: new Map() });
      }),
    )
    .post("/approvals/sign-out", (request) =>
      posted(request, async ({ id }) => {
        await sessions.close(id);
        cookies.dropSession(request);
        return request.redirect("/", 303);
      }),
    )
    .get("/approvals/:id", (request) =>
      page(request, (session) => showRequest(request, session, request.req.param("id"))),
    );
}
