/**
 * Reads HTML into blocks of what a person sees on the page. Scripts, styles, navigation, comments and hidden elements
 * are left out. The parser reads a stream of tags and builds no tree, so it takes linear time.
 */
import { Parser } from "htmlparser2";
import type { Block, ReadDocument } from "./block.ts";

const hiddenElements = new Set([
  "script",
  "style",
  "noscript",
  "template",
  "svg",
  "math",
  "nav",
  "iframe",
  "object",
  "select",
]);
const blockElements = new Set(
  "p div section article main header footer aside ul ol dl table tr blockquote figure form body dt dd hr".split(" "),
);
const voidElements = new Set([
  "br",
  "hr",
  "img",
  "input",
  "link",
  "meta",
  "source",
  "wbr",
  "col",
  "embed",
  "area",
  "base",
]);

/** Maximum nesting of elements; pages that people write are less deep. */
export const maxNesting = 500;

/** Throws RangeError if elements nest deeper than `maxNesting`. */
export function readHtml(source: string): ReadDocument {
  const blocks: Block[] = [];
  const hiddenIn: string[] = [];
  let depth = 0;
  let text = "";
  let title = "";
  let inside: "title" | "pre" | { readonly heading: number } | null = null;

  const flush = (): void => {
    const raw = inside === "pre" ? text.replace(/\n+$/, "") : tidy(text);
    text = "";
    if (raw.trim() === "") return;
    if (inside === "title") title = raw;
    else if (inside === "pre") blocks.push({ kind: "code", raw: fenced(raw) });
    else if (inside === null) blocks.push({ kind: "text", raw });
    else blocks.push({ kind: "heading", level: inside.heading, text: raw.replace(/\n/g, " ") });
  };
  const open = (name: string): void => {
    const heading = /^h([1-6])$/.exec(name)?.[1];
    if (inside === "pre") return;
    if (heading !== undefined) {
      flush();
      inside = { heading: Number(heading) };
    } else if (name === "title" || name === "pre") {
      flush();
      inside = name;
    } else if (blockElements.has(name)) flush();
    else if (name === "li") text += "\n- ";
    else if (name === "td" || name === "th") text += " | ";
    else if (name === "br") text += "\n";
  };
  const close = (name: string): void => {
    const ends = name === inside || (typeof inside === "object" && inside !== null && /^h[1-6]$/.test(name));
    if (ends || (inside !== "pre" && blockElements.has(name))) flush();
    if (ends) inside = null;
  };

  const parser = new Parser(
    {
      onopentag(name, attributes) {
        if (!voidElements.has(name) && ++depth > maxNesting) throw new RangeError("elements nest too deeply");
        if (hiddenIn.length > 0 || isHiddenElement(name, attributes)) {
          if (!voidElements.has(name)) hiddenIn.push(name);
          return;
        }
        open(name);
        if (name === "img" && attributes.alt !== undefined) text += ` ${attributes.alt} `;
      },
      ontext(data) {
        if (hiddenIn.length === 0) text += data;
      },
      onclosetag(name) {
        if (!voidElements.has(name)) depth -= 1;
        if (hiddenIn.length > 0) hiddenIn.pop();
        else close(name);
      },
    },
    { decodeEntities: true, lowerCaseTags: true },
  );
  parser.end(source);
  flush();
  const first = blocks.find((block) => block.kind === "heading");
  return { title: title === "" ? (first?.text ?? null) : title, blocks };
}

/** True if a browser shows nothing of the element's content. */
export const isHiddenElement = (name: string, attributes: Readonly<Record<string, string>>): boolean =>
  hiddenElements.has(name) ||
  "hidden" in attributes ||
  attributes["aria-hidden"] === "true" ||
  /display\s*:\s*none|visibility\s*:\s*hidden|font-size\s*:\s*0|opacity\s*:\s*0(?![.\d])/i.test(attributes.style ?? "");

const tidy = (text: string): string =>
  text
    .split("\n- ")
    .map((item) =>
      item
        .replace(/[ \t\n]*\n[ \t\n]*/g, "\n")
        .replace(/[ \t]+/g, " ")
        .trim(),
    )
    .join("\n- ")
    .trim();

/** Puts code into a fence that is longer than any fence inside the code. */
export const fenced = (code: string): string => {
  const longestRun = Math.max(2, ...[...code.matchAll(/^ {0,3}(`+)/gm)].map(([, ticks = ""]) => ticks.length));
  const fence = "`".repeat(longestRun + 1);
  return `${fence}\n${code}\n${fence}`;
};
