/** The frame that every page of the inbox has. */

import { visible } from "@drawbridge/contracts/visible-text";
import { html, raw } from "hono/html";
import { head } from "../../page/head.ts";
import type { PageAddress } from "../../page/page-address.ts";

export type Html = ReturnType<typeof html>;

export interface Frame {
  readonly title: string;
  /** Null if no user is signed in. */
  readonly user: string | null;
  /** The session's token; null if there is no session. */
  readonly formToken: string | null;
  /** Lets the one script run (Content Security Policy 3). */
  readonly nonce: string;
  /** The part of the pages that it belongs to. */
  readonly section: "/approvals" | "/reviews" | "/why";
  /** Whether the page keeps itself up to date. */
  readonly live: boolean;
  /** Whether a form on the page asks for a passkey. */
  readonly passkeys: boolean;
  readonly pageAt: PageAddress;
}

/** A text that others wrote, with every character made visible. */
export const visibleHtml = (text: string) => raw(visible(text));

/** Carries the session's proof that its own page sent the form. */
export const formTokenField = (formToken: string) => html`<input type="hidden" name="form" value="${formToken}" />`;

export const frame = (
  { title, section, user, formToken, nonce, live, passkeys, pageAt }: Frame,
  body: Html,
) => html`<!doctype html>
<html lang="en">
  ${head(
    `${title} · Drawbridge`,
    pageAt,
    html`<link rel="stylesheet" href="${pageAt("/inbox.css")}" />
    ${live ? html`<script nonce="${nonce}" src="${pageAt("/inbox.js")}" defer></script>` : ""}
    ${passkeys ? html`<script nonce="${nonce}" src="${pageAt("/passkeys.js")}" type="module"></script>` : ""}`,
  )}
  <body class="inbox">
    <a class="skip" href="#main">Skip to the content</a>
    <header class="bar">
      <a class="brand" href="${pageAt("/")}">Drawbridge</a>
      <nav aria-label="Main">${places.map(({ path, label }) => html`<a href="${pageAt(path)}"${section === path ? html` aria-current="page"` : ""}>${label}</a> `)}</nav>
      <span class="grow"></span>
      ${live ? html`<span class="live" data-live-state data-events="${pageAt("/approvals/events")}" role="status"></span>` : ""}
      ${user === null || formToken === null ? "" : account(user, formToken, pageAt)}
    </header>
    <main id="main" tabindex="-1">${body}</main>
  </body>
</html>`;

/** The parts of these pages, in their order. */
const places = [
  { path: "/approvals", label: "Approvals" },
  { path: "/reviews", label: "Reviews" },
  { path: "/why", label: "Why not?" },
  { path: "/", label: "Servers" },
] as const;

const account = (
  user: string,
  formToken: string,
  pageAt: PageAddress,
) => html`<form class="account" method="post" action="${pageAt("/approvals/sign-out")}">
  ${formTokenField(formToken)}
  <span>${visibleHtml(user)}</span>
  <button class="quiet">Sign out</button>
</form>`;

/** A page that only shows a message, with a link to continue. */
export const notice = (heading: string, sentences: readonly (string | Html)[], way: { href: string; label: string }) =>
  html`<div class="notice" role="alert">
    <h1>${heading}</h1>
    ${sentences.map((sentence) => html`<p>${sentence}</p>`)}
    <p><a class="button" href="${way.href}">${way.label}</a></p>
  </div>`;
