/** What the browser shows at the end of an editor's sign-in: it goes on by itself, and has a link where it may not. */
import { html } from "hono/html";

export const returnPage = (arrival: string) =>
  frame(
    "Back to your editor",
    html`<p class="lead">You are signed in. Your editor opens by itself; your browser may ask whether it may.</p>
      <p><a href="${arrival}">Open your editor</a></p>`,
    html`<meta http-equiv="refresh" content="0;url=${arrival}" />`,
  );

export const strayPage = () =>
  frame(
    "This sign-in cannot go on",
    html`<p class="lead">It has ended, or was started elsewhere. Go back to your editor and start it again.</p>
      <p>An editor in the browser needs its origin in the registry's setting DRAWBRIDGE_EDITOR_ORIGINS.</p>`,
    "",
  );

const frame = (title: string, body: ReturnType<typeof html>, head: ReturnType<typeof html> | "") => html`<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <meta name="color-scheme" content="light dark" />
    ${head}
    <title>${title} · Drawbridge</title>
    <link rel="icon" href="data:," />
    <link rel="stylesheet" href="/style.css" />
  </head>
  <body>
    <main>
      <p class="brand">Drawbridge</p>
      <h1>${title}</h1>
      ${body}
    </main>
  </body>
</html>`;
