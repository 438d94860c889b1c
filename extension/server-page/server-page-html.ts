/**
 * Draws a server's page. Everything shown comes from servers and is shown as text; there are no scripts, and the
 * policy allows nothing but our own style.
 */
import type { Section, ServerPage, ToolCard, Words } from "./server-sections.ts";

/** `nonce` is new for every drawing; `language` is the editor's (BCP 47). */
export function serverPageHtml(page: ServerPage, nonce: string, language: string): string {
  return `<!doctype html>
<html lang="${escaped(language)}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'nonce-${nonce}'">
<title>${escaped(page.title)}</title>
<style nonce="${nonce}">${style}</style>
</head>
<body>
<main>
<header>
<h1>${escaped(page.title)} <code>${escaped(page.name)}</code></h1>
<p class="lead">${escaped(page.description)}</p>
<p class="badges">${page.badges.map(({ text, tone }) => `<span class="badge ${tone}">${escaped(text)}</span>`).join(" ")}</p>
</header>
${page.sections.map(sectionHtml).join("\n")}
</main>
</body>
</html>`;
}

function sectionHtml(section: Section): string {
  switch (section.kind) {
    case "notice":
      return `<p class="notice ${section.tone}" role="note">${escaped(section.text)}</p>`;
    case "facts":
      return `<section><h2>${escaped(section.title)}</h2><dl>${section.facts
        .map(([name, words]) => `<div><dt>${escaped(name)}</dt><dd>${words.map(wordsHtml).join(" · ")}</dd></div>`)
        .join("")}</dl></section>`;
    case "tools":
      return `<section><h2>${escaped(section.title)}</h2><ul class="tools">${section.tools.map(toolHtml).join("")}</ul></section>`;
  }
}

function toolHtml({ title, name, description, effect, refusal, facts }: ToolCard): string {
  const no = refusal === null ? "" : `<p class="refusal">${escaped(refusal)}</p>`;
  return `<li class="tool${refusal === null ? "" : " closed"}">
<h3>${escaped(title)} <code>${escaped(name)}</code> <span class="effect ${effect.name}">${escaped(effect.words)}</span></h3>
<p>${escaped(description)}</p>${no}
<p class="facts">${facts.map(escaped).join(" · ")}</p>
</li>`;
}

/** A link only where following it opens a page or a mail: a manifest could hold `command:` or `javascript:`. */
const wordsHtml = ({ text, href }: Words): string =>
  href !== undefined && /^(https?:\/\/|mailto:)/i.test(href)
    ? `<a href="${escaped(href)}">${escaped(text)}</a>`
    : escaped(text);

const entities: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};
const escaped = (text: string): string => text.replace(/[&<>"']/g, (character) => entities[character] ?? character);

/** The theme's own colours, so that light, dark and high contrast follow by themselves. */
const style = `
body { padding: 0; font: var(--vscode-font-weight) var(--vscode-font-size)/1.5 var(--vscode-font-family); color: var(--vscode-foreground); }
main { max-width: 56rem; margin: 0 auto; padding: 1.5rem 1.5rem 4rem; }
h1 { margin: 0; font-size: 1.8em; font-weight: 600; }
h2 { margin: 2em 0 .6em; font-size: 1.15em; font-weight: 600; }
h3 { margin: 0; font-size: 1em; font-weight: 600; }
code { font-family: var(--vscode-editor-font-family); font-size: .85em; font-weight: 400; color: var(--vscode-descriptionForeground); background: none; padding: 0; }
.lead { margin: .4em 0 1em; font-size: 1.05em; max-width: 44rem; }
.badges { display: flex; flex-wrap: wrap; gap: .5em; margin: 0; }
.badge, .effect { padding: .05em .6em; border: 1px solid var(--vscode-contrastBorder, transparent); border-radius: 1em; font-size: .85em; font-weight: 400; background: var(--vscode-badge-background); color: var(--vscode-badge-foreground); }
.badge { background: var(--vscode-textBlockQuote-background); color: var(--vscode-foreground); }
.badge.good::before, .badge.bad::before { content: ""; display: inline-block; width: .55em; height: .55em; margin-right: .45em; border-radius: 50%; background: var(--vscode-testing-iconPassed); }
.badge.bad::before { background: var(--vscode-testing-iconFailed); border-radius: 0; }
.notice { margin: 1.5em 0 0; padding: .7em 1em; border-left: 4px solid var(--vscode-textBlockQuote-border); background: var(--vscode-textBlockQuote-background); }
.notice.warning { border-color: var(--vscode-editorWarning-foreground); }
dl { margin: 0; display: grid; grid-template-columns: repeat(auto-fill, minmax(17rem, 1fr)); gap: .9em 2em; }
dl div { min-width: 0; }
dt { color: var(--vscode-descriptionForeground); font-size: .9em; }
dd { margin: 0; overflow-wrap: anywhere; }
a { color: var(--vscode-textLink-foreground); }
a:focus-visible { outline: 1px solid var(--vscode-focusBorder); outline-offset: 2px; }
.tools { list-style: none; margin: 0; padding: 0; display: grid; gap: .75em; }
.tool { padding: .9em 1.1em; border: 1px solid var(--vscode-panel-border, var(--vscode-contrastBorder)); border-radius: 6px; background: var(--vscode-editorWidget-background); }
.tool p { margin: .35em 0 0; overflow-wrap: anywhere; white-space: pre-line; }
.tool.closed h3 { color: var(--vscode-descriptionForeground); }
.tool .refusal { color: var(--vscode-editorWarning-foreground); }
.tool .facts { color: var(--vscode-descriptionForeground); font-size: .9em; }
.effect.read { background: none; border-color: var(--vscode-descriptionForeground); color: var(--vscode-descriptionForeground); }
.effect.destructive { background: none; border-color: var(--vscode-editorWarning-foreground); color: var(--vscode-editorWarning-foreground); }
`;
