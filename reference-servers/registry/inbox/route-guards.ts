/** The two ways into the inbox: a page for a signed-in person, and a form that a page of that person sent. */
import { nameOf } from "@drawbridge/contracts/identity-provider/provider-names";
import { oneLine } from "@drawbridge/contracts/visible-text";
import type { Context } from "hono";
import { redirectTo } from "../page/page-address.ts";
import { answerNotice } from "./answer.ts";
import type { Cookies } from "./cookies.ts";
import type { InboxIdentities } from "./identities.ts";
import { clockToleranceSeconds, freshSeconds } from "./identity.ts";
import { readPostedForm } from "./posted-form.ts";
import type { Session, Sessions } from "./sessions.ts";
import { signInPath } from "./sign-in-path.ts";
import { goOn } from "./sign-in-routes.ts";

type Answer = Promise<Response> | Response;

export interface RouteGuards {
  sessionOf(request: Context): Promise<Session | null>;
  page(request: Context, show: (session: Session) => Answer): Promise<Response>;
  /** Where the person of a session signs in again: with the provider of the session, where there are several. */
  freshSignIn(session: Session, to: string, again?: boolean): string;
  /** A page that only a person sees who signed in within the last few minutes. Any other person signs in first. */
  freshPage(request: Context, show: (session: Session) => Answer): Promise<Response>;
  posted(request: Context, act: (session: Session, form: URLSearchParams) => Promise<Response>): Promise<Response>;
}

export interface RouteGuardParts {
  readonly url: string;
  readonly sessions: Sessions;
  readonly cookies: Cookies;
  readonly identities: Pick<InboxIdentities, "at" | "offered">;
}

/** Whether the person of a session proved who they are within the last `seconds`. */
export const isFresh = ({ authenticatedAt }: Session, seconds: number, now: number): boolean =>
  authenticatedAt !== null && now - authenticatedAt.getTime() <= seconds * 1000;

export function inboxRouteGuards(
  { url, sessions, cookies, identities }: RouteGuardParts,
  now: () => number = Date.now,
): RouteGuards {
  const { host } = new URL(url);
  /**
   * The session of the person who is signed in. A page that only refreshes itself does not prove that a person is
   * there.
   */
  const sessionOf = async (request: Context): Promise<Session | null> => {
    const id = cookies.session(request);
    return id === undefined ? null : sessions.find(id, request.req.header("x-drawbridge-live") === undefined);
  };
  /**
   * A page for the person who is signed in. Without a session, the browser goes to the sign-in first and comes back to
   * the page.
   */
  const page = async (
    request: Context,
    show: (session: Session) => Promise<Response> | Response,
  ): Promise<Response> => {
    const { pathname, search } = new URL(request.req.url);
    const here = pathname + search;
    // Cookies and the return from the sign-in are bound to the one host that the operator configured.
    if (request.req.header("host") !== host) return request.redirect(`${url}${here}`, 302);
    const session = await sessionOf(request);
    if (session !== null) return show(session);
    // Browsers do not send the strict cookie with a link on another site. They do send it with a page that our own page
    // leads to.
    if (request.req.header("sec-fetch-site") === "cross-site") return goOn(request, request.var.pageAt(here));
    if (request.req.header("x-drawbridge-live") !== undefined) return request.body(null, 401);
    return (await removedProvider(request, here)) ?? redirectTo(request, signInPath({ to: here }));
  };
  /** Says why a session ended whose provider was removed from the settings; null for any other end. */
  const removedProvider = async (request: Context, to: string): Promise<Response | null> => {
    const id = cookies.session(request);
    const issuer = id === undefined ? null : await sessions.issuerOf(id);
    if (issuer === null || identities.at(issuer) !== null) return null;
    cookies.dropSession(request);
    const sentence = `Your session has ended: your company no longer uses the identity provider ${oneLine(nameOf({ issuer }))} for Drawbridge. Nothing is lost: requests wait.`;
    return answerNotice(request, null, 401, "Sign in again", [sentence], {
      href: signInPath({ to }),
      label: "Sign in",
    });
  };
  const freshSignIn: RouteGuards["freshSignIn"] = ({ issuer }, to, again = false) =>
    signInPath({ to, fresh: true, again, provider: identities.offered.length > 1 ? issuer : null });
  /** A form of a signed-in person. It does nothing if our own page did not send it. */
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
        [`${read.why} Open the page again, then try once more.`],
        again,
      );
    return act(session, read.form);
  };
  const freshPage: RouteGuards["freshPage"] = (request, show) =>
    page(request, (session) =>
      isFresh(session, freshSeconds + clockToleranceSeconds, now())
        ? show(session)
        : redirectTo(request, freshSignIn(session, new URL(request.req.url).pathname)),
    );
  return { sessionOf, page, freshPage, freshSignIn, posted };
}
