/**
 * The page that the browser shows at the end of an editor's sign-in. The editor polls for the result, so the page needs
 * no link back to it.
 */
import { html } from "hono/html";
import { head } from "./head.ts";
import type { PageAddress } from "./page-address.ts";

/** The result of the identity provider's part of the sign-in; `refused` if the provider refused. */
export const donePage = (refused: boolean, pageAt: PageAddress) =>
  refused
    ? frame(
        pageAt,
        "The sign-in did not work",
        html`<p class="lead">Your company's sign-in said no. Your editor tells you what to do next.</p>`,
      )
    : frame(
        pageAt,
        "You are signed in",
        html`<p class="lead">Your editor goes on by itself. You can close this page now.</p>`,
      );

export const strayPage = (pageAt: PageAddress) =>
  frame(
    pageAt,
    "This sign-in cannot go on",
    html`<p class="lead">It has ended, or was started elsewhere. Go back to your editor and start it again.</p>`,
  );

/** For editors whose extension is older than the pairing of editors. */
export const olderEditorPage = (pageAt: PageAddress) =>
  frame(
    pageAt,
    "Update Drawbridge in your editor",
    html`<p class="lead">Your editor's Drawbridge extension is older than this registry, and signs in in a way that is gone.</p>
      <p>Update the extension, then sign in again from your editor. You can decide on approvals in <a href="${pageAt("/approvals")}">your inbox</a> meanwhile.</p>`,
  );

const frame = (pageAt: PageAddress, title: string, body: ReturnType<typeof html>) => html`<!doctype html>
<html lang="en">
  ${head(`${title} · Drawbridge`, pageAt)}
  <body>
    <main>
      <p class="brand">Drawbridge</p>
      <h1>${title}</h1>
      ${body}
    </main>
  </body>
</html>`;
