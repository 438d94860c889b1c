/**
 * The document of every page that the extension draws. Its content policy is here alone: a page loads nothing but our
 * style and, if it has one, our script, both by a nonce. Everything else is text of the page.
 */
import { visible } from "@drawbridge/contracts/visible-text";

export interface HtmlPage {
  readonly title: string;
  /** The editor's language (BCP 47). */
  readonly language: string;
  /** New for every drawing. */
  readonly nonce: string;
  /** CSS of ours. */
  readonly style: string;
  /** The address of the page's script; null for a page without one. */
  readonly script: string | null;
}

/** `main` is HTML in which every text of others is already escaped. */
export function htmlPage({ title, language, nonce, style, script }: HtmlPage, main: string): string {
  const scriptPolicy = script === null ? "" : `; script-src 'nonce-${nonce}'`;
  const scriptElement = script === null ? "" : `\n<script nonce="${nonce}" src="${visible(script)}"></script>`;
  return `<!doctype html>
<html lang="${visible(language)}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'nonce-${nonce}'${scriptPolicy}">
<title>${visible(title)}</title>
<style nonce="${nonce}">${style}</style>
</head>
<body>
<main>
${main}
</main>${scriptElement}
</body>
</html>`;
}
