/**
 * Signing in at the inbox. The browser goes to the identity provider with a sealed cookie that records its destination.
 * It comes back to a page of ours, which then leads to that destination. A redirect would still count as coming from
 * the other site, and the browser would not send the strict session cookie.
 */
import { inboxSignIn } from "@drawbridge/contracts/inbox";
import { TokenError } from "@drawbridge/hosted/token";
import { type Context, Hono } from "hono";
import { html } from "hono/html";
import type { Logger } from "pino";
import { answerNotice, answerPage, guard } from "./answer.ts";
import type { Cookies } from "./cookies.ts";
import type { InboxIdentities } from "./identities.ts";
import { SignInRefused } from "./identity.ts";
import { chooseProviderPage } from "./pages/choose-provider.ts";
import { returnPath } from "./return-path.ts";
import type { Sessions } from "./sessions.ts";
import { signInPath } from "./sign-in-path.ts";

export interface SignInParts {
  readonly url: string;
  readonly identities: InboxIdentities;
  readonly sessions: Sessions;
  readonly cookies: Cookies;
  readonly log: Logger;
}

export function inboxSignInRoutes({ url, identities, sessions, cookies, log }: SignInParts): Hono {
  const failed = (request: Context, error: unknown, again: string) => {
    if (error instanceof SignInRefused)
      return answerNotice(request, null, 403, "You are not signed in", [error.message], wayBack(again));
    if (error instanceof TokenError && error.code === "unreadable-claims")
      return unknownPerson(request, error, wayBack(again));
    log.warn({ reason: error instanceof Error ? error.message : "unknown" }, "a sign-in at the inbox failed");
    const sentence = "The identity provider does not answer just now. Nothing is lost: requests wait.";
    return answerNotice(request, null, 503, "Signing in does not work just now", [sentence], wayBack(again));
  };

  return new Hono()
    .get(inboxSignIn.start, async (request) => {
      const to = returnPath(request.req.query("to"), url);
      const { fresh, again } = { fresh: asks(request, "fresh"), again: asks(request, "again") };
      const provider = request.req.query("provider");
      const isOnly = identities.offered.length === 1;
      const identity = isOnly || provider !== undefined ? identities.at(isOnly ? undefined : provider) : null;
      if (identity === null) {
        const hrefOf = (issuer: string) => request.var.pageAt(signInPath({ to, fresh, again, provider: issuer }));
        return answerPage(request, null, { title: "Sign in" }, chooseProviderPage(identities.offered, hrefOf));
      }
      try {
        const begun = await identity.begin(to, { fresh, asksAgain: again });
        cookies.keepTrip(request, begun.trip);
        return request.redirect(begun.url.href, 303);
      } catch (error) {
        return failed(request, error, to);
      }
    })
    .get(inboxSignIn.back, async (request) => {
      const { search, searchParams } = new URL(request.req.url);
      const trip = cookies.takeTrip(request, searchParams.get("state") ?? "");
      if (trip === null) {
        const sentence = "It has ended, or another browser began it.";
        return answerNotice(request, null, 400, "This sign-in cannot go on", [sentence], wayBack("/approvals"));
      }
      try {
        const identity = identities.at(trip.issuer);
        if (identity === null) throw new SignInRefused(removedMessage);
        const id = await sessions.open(await identity.finish(trip, search));
        // The session that the browser came with ends, because another person may know its cookie (session fixation).
        const before = cookies.session(request);
        if (before !== undefined) await sessions.close(before);
        cookies.keepSession(request, id);
        return goOn(request, request.var.pageAt(trip.to));
      } catch (error) {
        return failed(request, error, trip.to);
      }
    });
}

/** The answer to a person whose token is valid, but does not say who they are or in which groups. */
export const unknownPerson = (
  request: Context,
  { message }: TokenError,
  way: { readonly href: string; readonly label: string },
): Response | Promise<Response> =>
  answerNotice(request, null, 403, "The registry does not know who you are", [message], way);

/** A page that leads to `address` by itself. */
export function goOn(request: Context, address: string): Response | Promise<Response> {
  guard(request, "none");
  return request.html(html`<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta name="color-scheme" content="light dark" />
    <meta http-equiv="refresh" content="0;url=${address}" />
    <title>Going on · Drawbridge</title>
  </head>
  <body><p><a href="${address}">Go on</a></p></body>
</html>`);
}

const wayBack = (to: string) => ({ href: signInPath({ to }), label: "Sign in" });

const asks = (request: Context, parameter: "fresh" | "again"): boolean => request.req.query(parameter) !== undefined;

const removedMessage =
  "Your company no longer uses the identity provider with which this sign-in began. Sign in with another one.";
