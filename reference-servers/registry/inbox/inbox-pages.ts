/** The inbox's pages of requests, as a signed-in person sees them, and as a form that could not be used leaves them. */
import type { ApprovalView } from "@drawbridge/contracts/approvals";
import { objectFirst } from "@drawbridge/contracts/approvals/act-text";
import { oneLine } from "@drawbridge/contracts/visible-text";
import type { Context } from "hono";
import { cursorOf, readCursor } from "../approvals/cursor.ts";
import { needsPasskey } from "../approvals/presence.ts";
import { answerNotice, answerPage } from "./answer.ts";
import type { Choices } from "./decision-form.ts";
import { decidedPage } from "./pages/decided-page.ts";
import { type ListContent, listPage } from "./pages/list.ts";
import { requestPage } from "./pages/request.ts";
import type { InboxParts } from "./routes.ts";
import type { Session } from "./sessions.ts";

/** Requests on one page, and how many decided ones it shows. */
export const pageSize = 25;
const recentSize = 20;

/** Maximum number of characters in a tab's title. */
const maxTitleLength = 60;

/** What a form could not do, and what it held. */
export interface Unfinished {
  readonly problems: readonly string[];
  readonly choices: Choices;
}
export const nothingUnfinished: Unfinished = { problems: [], choices: new Map() };

type Answer = Promise<Response>;

export interface InboxPages {
  showList(request: Context, session: Session, unfinished: Unfinished): Answer;
  showDecided(request: Context, session: Session, ids: readonly string[]): Answer;
  /** A notice where the person has no such request. */
  showRequest(request: Context, session: Session, id: string, unfinished?: Unfinished): Answer;
  /** `sentences` say why. `page` is the request to come back to; null for the list. */
  askForSignIn(request: Context, session: Session, sentences: readonly string[], page: string | null): Answer;
}

export function inboxPages({ guards, people, pairings, deciding, passkeys }: InboxParts): InboxPages {
  const passkeyNeeded = (view: ApprovalView): boolean => passkeys !== null && needsPasskey(view, deciding);

  const askForSignIn: InboxPages["askForSignIn"] = async (request, session, sentences, page) => {
    const to = page === null ? "/approvals" : `/approvals/${encodeURIComponent(page)}`;
    const way = { href: guards.freshSignIn(session, to), label: "Sign in again" };
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
      pageAt: request.var.pageAt,
      needsPasskey: passkeys === null ? null : passkeyNeeded,
      next: last === undefined ? null : cursorOf(last.view),
    };
    const status = problems.length === 0 ? 200 : 422;
    return answerPage(request, session, { title: "Approvals", live: true, status }, listPage(content));
  };
  const showDecided = async (request: Context, session: Session, ids: readonly string[]) => {
    const approvals = await Promise.all(ids.slice(0, pageSize).map((id) => people.find(session.person, id)));
    const decided = approvals.filter((approval) => approval !== null);
    return answerPage(request, session, { title: "Decided", live: true }, decidedPage(decided, request.var.pageAt));
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
    const body = requestPage({
      approval,
      formToken: session.formToken,
      problems,
      choices,
      passkey,
      pageAt: request.var.pageAt,
    });
    const title = oneLine(objectFirst(approval.view.plan), maxTitleLength);
    return answerPage(request, session, { title, live: true, passkeys: passkey !== null, status }, body);
  };

  return { showList, showDecided, showRequest, askForSignIn };
}
