/**
 * How the inbox writes a sentence about a request: as HTML, with names in bold, times for the page's script, and every
 * character visible.
 */
import { plainText, type Surface } from "@drawbridge/contracts/approvals/surface";
import { html, raw } from "hono/html";
import { type Html, visibleHtml } from "./frame.ts";

/** A time that the page's script shows in the reader's own zone. */
export const time = (iso: string): Html => html`<time datetime="${iso}">${plainText.time(iso)}</time>`;

/** The time that a request has left; without scripts, `text` is shown. */
export const countdown = (iso: string, text: Html | string): Html =>
  html`<span class="until" data-until="${iso}" data-left="{0} left" data-over="expired">${text}</span>`;

export const pageText: Surface<Html> = {
  say: (text, ...values) => {
    // Every second part is the number of a placeholder.
    const parts = text.split(/\{(\d+)\}/);
    return html`${parts.map((part, at) => (at % 2 === 0 ? raw(part) : (values[Number(part)] ?? "")))}`;
  },
  person: (name) => html`<b>${visibleHtml(name)}</b>`,
  words: (text) => html`${visibleHtml(text)}`,
  time,
  number: plainText.number,
};
