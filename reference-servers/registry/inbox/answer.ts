/**
 * How the inbox answers: pages with headers that let in nothing from other sites, and forms that only its own pages can
 * send.
 */
import { randomBytes } from "node:crypto";
import { personText } from "@drawbridge/contracts/display-name";
import type { Context } from "hono";
import type { Person } from "../approvals/may-decide.ts";
import { type Frame, frame, type Html, notice } from "./pages/frame.ts";
import type { Session } from "./sessions.ts";

type Status = 200 | 400 | 401 | 403 | 404 | 409 | 413 | 422 | 502 | 503;

/** The signed-in person as their own pages show them. */
export const ownText = ({ user, name }: Pick<Person, "user" | "name">): string =>
  personText(user, name === undefined ? {} : { [user]: name });

/** Answers with a page, for the user who is signed in or for no user. */
export function answerPage(
  request: Context,
  session: Session | null,
  {
    title,
    section = "/approvals",
    live = false,
    passkeys = false,
    status = 200,
  }: { title: string; section?: Frame["section"]; live?: boolean; passkeys?: boolean; status?: Status },
  body: Html,
): Response | Promise<Response> {
  const nonce = randomBytes(16).toString("base64url");
  guard(request, nonce);
  const about: Frame = {
    title,
    section,
    live,
    passkeys,
    nonce,
    pageAt: request.var.pageAt,
    user: session === null ? null : ownText(session.person),
    formToken: session?.formToken ?? null,
  };
  return request.html(frame(about, body), status);
}

/** Answers with a page that only shows a message, and the way on: `href` is a path inside the registry. */
export const answerNotice = (
  request: Context,
  session: Session | null,
  status: Status,
  heading: string,
  sentences: readonly (string | Html)[],
  way: { readonly href: string; readonly label: string },
): Response | Promise<Response> =>
  answerPage(
    request,
    session,
    { title: heading, status },
    notice(heading, sentences, { ...way, href: request.var.pageAt(way.href) }),
  );

/**
 * Only our own script (by nonce), style and addresses load. No site can frame the page, and other sites get no referrer
 * from it.
 */
export function guard(request: Context, nonce: string): void {
  request.header(
    "content-security-policy",
    `default-src 'none'; script-src 'nonce-${nonce}'; style-src 'self'; connect-src 'self'; img-src data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'`,
  );
  request.header("x-frame-options", "DENY");
  // `no-referrer` would make browsers send `Origin: null` with our own forms (Fetch §3.2.5).
  request.header("referrer-policy", "same-origin");
  request.header("cross-origin-opener-policy", "same-origin");
  request.header("cross-origin-resource-policy", "same-origin");
}
