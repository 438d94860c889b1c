/** The web inbox: pages of a signed-in person, and the forms by which they decide. Everything works without scripts. */
import { readFileSync } from "node:fs";
import { objectFirst } from "@drawbridge/contracts/act-words";
import { Resolution } from "@drawbridge/contracts/approvals";
import { oneLine } from "@drawbridge/contracts/visible-text";
import { type Context, Hono } from "hono";
import { cursorOf, readCursor } from "../approvals/cursor.ts";
import { eventStream } from "../approvals/event-stream.ts";
import type { PeoplesApprovals } from "../approvals/people.ts";
import type { Watch } from "../approvals/watch.ts";
import { answerNotice, answerPage } from "./answer.ts";
import type { Cookies } from "./cookies.ts";
import { type Choices, readDecisionForm } from "./decision-form.ts";
import { tooSoon } from "./drawn.ts";
import { decidedPage } from "./pages/decided.ts";
import { type ListContent, listPage } from "./pages/list.ts";
import { requestPage } from "./pages/request.ts";
import { readPostedForm } from "./posted-form.ts";
import type { Session, Sessions } from "./sessions.ts";
import { goOn, signInPathTo } from "./sign-in-routes.ts";
import { inboxStyle } from "./style.ts";

export interface InboxParts {
  readonly url: string;
  readonly people: PeoplesApprovals;
  readonly watch: Watch;
  readonly sessions: Sessions;
  readonly cookies: Cookies;
}

/** Requests on one page, and how many that are over. */
const pageSize = 25;
const recentSize = 20;

const script = readFileSync(new URL("live.js", import.meta.url), "utf8");

/** Characters of a tab's title. */
const maxTitleLength = 60;

/** What a form could not do, and what it held. */
interface Unfinished {
  readonly problems: readonly string[];
  readonly choices: Choices;
}
const nothingUnfinished: Unfinished = { problems: [], choices: new Map() };

export function inboxRoutes({ url, people, watch, sessions, cookies }: InboxParts): Hono {
  const { host } = new URL(url);
  /** Who is signed in; a page that only refreshes itself does not prove that somebody is there. */
  const sessionOf = async (request: Context): Promise<Session | null> => {
    const id = cookies.session(request);
    return id === undefined ? null : sessions.find(id, request.req.header("x-drawbridge-live") === undefined);
  };
  /** A page for whom is signed in; anybody else signs in first and comes back to it. */
  const page = async (
    request: Context,
    show: (session: Session) => Promise<Response> | Response,
  ): Promise<Response> => {
    const { pathname } = new URL(request.req.url);
    // Cookies and the way back from sign-in are bound to the one host that people configure.
    if (request.req.header("host") !== host) return request.redirect(`${url}${pathname}`, 302);
    const session = await sessionOf(request);
    if (session !== null) return show(session);
    // The strict cookie does not come with a link on another site; it does with the page that follows from ours.
    if (request.req.header("sec-fetch-site") === "cross-site") return goOn(request, pathname);
    if (request.req.header("x-drawbridge-live") !== undefined) return request.body(null, 401);
    return request.redirect(signInPathTo(pathname), 303);
  };
  /** A form of a signed-in person; nothing is done for one that our own page did not send. */
  const posted = async (
    request: Context,
    act: (session: Session, form: URLSearchParams) => Promise<Response>,
  ): Promise<Response> => {
    const session = await sessionOf(request);
    const again = { href: "/approvals", label: "To the inbox" };
    if (session === null) {
      const sentence = "Nothing was decided. Sign in, look at it again, and decide.";
      return answerNotice(request, null, 401, "Your session has ended", [sentence], again);
    }
    const read = await readPostedForm(request, session, url);
    if (!read.ok)
      return answerNotice(
        request,
        session,
        read.status,
        "Nothing was done",
        [`${read.why} Open the page anew and try again.`],
        again,
      );
    return act(session, read.form);
  };

  const showList = async (request: Context, session: Session, { problems, choices }: Unfinished) => {
    const { person, formToken } = session;
    const after = readCursor(request.req.query("cursor")) ?? null;
    const [found, recent, scopes] = await Promise.all([
      people.list(person, { state: "pending", after, limit: pageSize + 1 }),
      people.list(person, { state: "recent", after: null, limit: recentSize }),
      people.scopes(person),
    ]);
    // After a form that was not taken whole, only what was on its screen shows: nothing else comes up under the pointer.
    const pending = found.slice(0, pageSize).filter(({ view }) => choices.size === 0 || choices.has(view.id));
    const last = found.length > pageSize ? pending.at(-1) : undefined;
    const content: ListContent = {
      ...{ pending, recent, scopes, user: person.user, formToken, problems, choices },
      next: last === undefined ? null : cursorOf(last.view),
    };
    const status = problems.length === 0 ? 200 : 422;
    return answerPage(request, session, { title: "Approvals", live: true, status }, listPage(content));
  };
  const showDecided = async (request: Context, session: Session, ids: readonly string[]) => {
    const found = await Promise.all(ids.slice(0, pageSize).map((id) => people.find(session.person, id)));
    const decided = found.filter((approval) => approval !== null);
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
        "Either there is none at this address, or it is neither yours nor one that your groups approve. Whoever sent you the link can tell you which group decides.";
      return answerNotice(request, session, 404, "There is no such request for you", [sentence], {
        href: "/approvals",
        label: "To your approvals",
      });
    }
    const status = problems.length === 0 ? 200 : 422;
    const body = requestPage({ approval, formToken: session.formToken, problems, choices });
    const title = oneLine(objectFirst(approval.view.plan), maxTitleLength);
    return answerPage(request, session, { title, live: true, status }, body);
  };

  return new Hono()
    .get("/inbox.css", (request) => request.body(inboxStyle, 200, { "content-type": "text/css; charset=utf-8" }))
    .get("/inbox.js", (request) => request.body(script, 200, { "content-type": "text/javascript; charset=utf-8" }))
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
        const problems = soon === null ? unclear : [soon];
        const results = soon === null ? await people.decide(session.person, decisions.slice(0, pageSize)) : [];
        const refused = results.flatMap((result) => (result.ok ? [] : [result.message]));
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
        const said = Resolution.safeParse({ outcome: form.get("outcome"), reason: form.get("reason")?.trim() });
        const answer = said.success ? await people.resolve(session.person, id, said.data) : null;
        if (answer?.ok) return request.redirect(`/approvals/${encodeURIComponent(id)}`, 303);
        const problem = answer?.message ?? "Say how it ended, and how you know.";
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
