/** The frame of the provider's few pages: plain HTML that follows light and dark, and headers that allow nothing else. */
import { createHash } from "node:crypto";
import { loopbackRedirect } from "@drawbridge/contracts/oauth";
import { html, raw } from "hono/html";

export type Html = ReturnType<typeof html>;

export interface Page {
  readonly title: string;
  readonly body: Html;
}

const style = `
:root { color-scheme: light dark; --edge: light-dark(#6b7280, #9ca3af); --warn: light-dark(#fef3c7, #422006); --accent: light-dark(#1d4ed8, #93c5fd); }
body { font: 1rem/1.5 system-ui, sans-serif; max-width: 26rem; margin: 10vh auto; padding: 0 1rem; }
h1 { font-size: 1.5rem; }
.note { background: var(--warn); border-left: 4px solid var(--edge); padding: .5rem .75rem; }
form { display: grid; gap: .5rem; margin: 1rem 0; }
button, input { font: inherit; padding: .6rem .8rem; border: 1px solid var(--edge); border-radius: .4rem; background: Canvas; color: CanvasText; text-align: left; }
button { cursor: pointer; }
button:hover, button:focus-visible, input:focus-visible { outline: 3px solid var(--accent); outline-offset: 1px; }
button small { display: block; }
code { font-size: 1.5rem; letter-spacing: .1em; }
`;

/** Scripts, frames and foreign content are not allowed; a form may redirect to the loopback address of the client. */
export const pageHeaders: Readonly<Record<string, string>> = {
  "content-type": "text/html; charset=utf-8",
  "cache-control": "no-store",
  "content-security-policy": [
    "default-src 'none'",
    `style-src 'sha256-${createHash("sha256").update(style).digest("base64")}'`,
    `form-action 'self' http://${loopbackRedirect.host}:* http://localhost:*`,
    "frame-ancestors 'none'",
    "base-uri 'none'",
  ].join("; "),
  "referrer-policy": "no-referrer",
  "x-content-type-options": "nosniff",
};

/** The whole document. */
export async function rendered(page: Page): Promise<string> {
  const document = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${page.title} · Drawbridge demo sign-in</title>
<style>${raw(style)}</style>
</head>
<body>
<main>
<h1>${page.title}</h1>
${page.body}
<p class="note">For demonstrations only: this page does not check who you are. Your company's own sign-in replaces it.</p>
</main>
</body>
</html>`;
  return `${await document}`;
}

/** Sends the page as the answer when oidc-provider needs one. */
export async function setPage(
  ctx: { body: unknown; set(headers: Record<string, string>): void },
  page: Page,
): Promise<void> {
  ctx.set({ ...pageHeaders });
  ctx.body = await rendered(page);
}

/** The page for an error, in the protocol's words, with the next step. */
export function errorPage(code: string, description: string | undefined): Page {
  return {
    title: "The sign-in did not work",
    body: html`<p>${description ?? "The request could not be understood"} (${code}).</p>
<p>Close this page and start the sign-in again from where you began it.</p>`,
  };
}
