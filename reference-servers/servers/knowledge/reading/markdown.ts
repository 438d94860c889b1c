/** Reads Markdown (CommonMark) into blocks, without what a person does not see on the page. */
import MarkdownIt from "markdown-it";
import type { Block, ReadDocument } from "./block.ts";
import { readHtml } from "./html.ts";
import { withoutHidden } from "./inline-html.ts";

/** Used only to find where blocks start and end. Nesting deeper than the parser's own limit is kept as text. */
const parser = new MarkdownIt("commonmark", { html: true }).disable("inline");

/** Takes linear time for any text. Throws RangeError (see readHtml). */
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

/** The text of a heading without its markup. */
const plain = (inline: string): string =>
  inline
    .replace(/<[^<>]*>/g, "")
    .replace(/!?\[([^[\]]*)\]\([^()]*\)/g, "$1")
    .replace(/[`*]/g, "")
    .replace(/\s+/g, " ")
    .trim();

/** Splits off the front matter, the settings that many sites put before a page. Its title is the page's title. */
function withoutFrontMatter(source: string): { readonly text: string; readonly title: string | null } {
  const end = source.startsWith("---\n") ? source.indexOf("\n---\n", 3) : -1;
  if (end === -1) return { text: source, title: null };
  const [, title] = /^title:[ \t]*["']?([^\n"']+)/m.exec(source.slice(4, end)) ?? [];
  return { text: source.slice(end + 5), title: title?.trim() ?? null };
}
