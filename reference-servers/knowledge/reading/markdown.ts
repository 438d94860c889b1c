/** Markdown (CommonMark) as blocks, without what a person who reads the page does not see. */
import MarkdownIt from "markdown-it";
import type { Block, ReadDocument } from "./block.ts";
import { readHtml } from "./html.ts";
import { withoutHidden } from "./inline-html.ts";

/** Only where blocks begin and end is asked of it; nesting deeper than its own limit is kept as text. */
const parser = new MarkdownIt("commonmark", { html: true }).disable("inline");

/** In linear time, whatever the text. Throws RangeError (see readHtml). */
export function readMarkdown(source: string): ReadDocument {
  const { text, title } = withoutFrontMatter(source);
  const lines = text.split("\n");
  const tokens = parser.parse(text, {});
  const blocks = tokens.flatMap((token, index): readonly Block[] => {
    if (token.level !== 0 || token.map === null) return [];
    const raw = lines.slice(...token.map).join("\n");
    switch (token.type) {
      case "heading_open":
        return headingBlock(Number(token.tag.slice(1)), tokens[index + 1]?.content ?? "");
      case "fence":
      case "code_block":
        return [{ kind: "code", raw: raw.trimEnd() }];
      case "html_block":
        return readHtml(raw).blocks;
      default:
        return textBlock(withoutHidden(raw));
    }
  });
  const first = blocks.find((block) => block.kind === "heading");
  return { title: title ?? first?.text ?? null, blocks };
}

const headingBlock = (level: number, inline: string): readonly Block[] => {
  const text = plain(withoutHidden(inline));
  return text === "" ? [] : [{ kind: "heading", level, text }];
};

const textBlock = (raw: string): readonly Block[] => {
  const text = raw.trimEnd();
  return text.trim() === "" ? [] : [{ kind: "text", raw: text }];
};

/** A heading's words without their marks. */
const plain = (inline: string): string =>
  inline
    .replace(/<[^<>]*>/g, "")
    .replace(/!?\[([^[\]]*)\]\([^()]*\)/g, "$1")
    .replace(/[`*]/g, "")
    .replace(/\s+/g, " ")
    .trim();

/** The block of settings that many sites put before a page; its title is the page's. */
function withoutFrontMatter(source: string): { readonly text: string; readonly title: string | null } {
  const end = source.startsWith("---\n") ? source.indexOf("\n---\n", 3) : -1;
  if (end === -1) return { text: source, title: null };
  const [, title] = /^title:[ \t]*["']?([^\n"']+)/m.exec(source.slice(4, end)) ?? [];
  return { text: source.slice(end + 5), title: title?.trim() ?? null };
}
