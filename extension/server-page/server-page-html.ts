/**
 * Draws a server's page. Everything shown comes from servers and is shown as text; there are no scripts.
 */
import { visible } from "@drawbridge/contracts/visible-text";
import { commands } from "../contributions.ts";
import { htmlPage } from "../html-page.ts";
import { pageStyle } from "./page-style.ts";
import type { Section, ServerPage, ToolCard, Words } from "./server-sections.ts";
import type { InputField } from "./tool-inputs.ts";
import { useHtml } from "./usage-html.ts";

/** `nonce` is new for every drawing; `language` is the editor's (BCP 47). */
export function serverPageHtml(page: ServerPage, nonce: string, language: string): string {
  return htmlPage(
    { title: page.title, language, nonce, style: pageStyle, script: null },
    `<header>
<h1>${visible(page.title)} <code>${visible(page.name)}</code></h1>
<p class="lead">${visible(page.description, "block")}</p>
<p class="badges">${page.badges.map(({ text, tone }) => `<span class="badge ${tone}">${visible(text)}</span>`).join(" ")}</p>
</header>
${page.sections.map((section) => sectionHtml(section, page.name)).join("\n")}`,
  );
}

function sectionHtml(section: Section, server: string): string {
  switch (section.kind) {
    case "action":
      return `<p><a class="action" role="button" href="${visible(commandLink(commands[section.action], server))}">${visible(section.label)}</a></p>`;
    case "notice":
      return `<p class="notice ${section.tone}" role="note">${visible(section.text)}${wayHtml(section.way)}</p>`;
    case "facts":
      return `<section><h2>${visible(section.title)}</h2><dl>${section.facts
        .map(([name, words]) => `<div><dt>${visible(name)}</dt><dd>${words.map(wordsHtml).join(" · ")}</dd></div>`)
        .join("")}</dl></section>`;
    case "words":
      return `<section><h2>${visible(section.title)}</h2><p class="quiet">${visible(section.text)}</p></section>`;
    case "use":
      return `<section><h2>${visible(section.title)}</h2>${useHtml(section.use)}</section>`;
    case "tools":
      return `<section><h2>${visible(section.title)}</h2><ul class="tools">${section.tools.map(toolHtml).join("")}</ul></section>`;
  }
}

const wayHtml = (way: Extract<Section, { kind: "notice" }>["way"]): string =>
  way === undefined ? "" : ` <a href="command:${way.command}">${visible(way.label)}</a>`;

/** A link that runs a command of ours about the page's server. Its argument is data, and it is encoded. */
const commandLink = (command: string, server: string): string =>
  `command:${command}?${encodeURIComponent(JSON.stringify([{ server }]))}`;

function toolHtml({ title, name, description, effect, refusal, facts, inputs }: ToolCard): string {
  const no = refusal === null ? "" : `<p class="refusal">${visible(refusal)}</p>`;
  return `<li class="tool${refusal === null ? "" : " closed"}">
<h3>${visible(title)} <code>${visible(name)}</code> <span class="effect ${effect.name}">${visible(effect.words)}</span></h3>
<p>${visible(description, "block")}</p>${no}
<p class="facts">${facts.map((each) => visible(each)).join(" · ")}</p>${inputsHtml(inputs)}
</li>`;
}

function inputsHtml(inputs: ToolCard["inputs"]): string {
  if (inputs.fields.length === 0) return `<p class="facts">${visible(inputs.summary)}</p>`;
  const field = ({ name, kind, required, description }: InputField): string =>
    `<div><dt><code>${visible(name)}${required ? "" : "?"}</code> ${visible(kind)}</dt><dd>${visible(description, "block")}</dd></div>`;
  return `<details><summary>${visible(inputs.summary)}</summary><dl class="fields">${inputs.fields.map(field).join("")}</dl></details>`;
}

/** A link only where following it opens a page or a mail: a manifest could hold `command:` or `javascript:`. */
const wordsHtml = ({ text, href }: Words): string =>
  href !== undefined && /^(https?:\/\/|mailto:)/i.test(href)
    ? `<a href="${visible(href)}">${visible(text)}</a>`
    : visible(text);
