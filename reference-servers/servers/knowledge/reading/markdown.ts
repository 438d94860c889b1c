/** Reads Markdown (CommonMark) into blocks, without what a person does not see on the page. */
import MarkdownIt from "markdown-it";
import { type Block, firstHeading, type ReadDocument } from "./block.ts";
import { readHtml } from "./html.ts";
import { withoutHidden } from "./inline-html.ts";

/** Used only to find where blocks start and end. Nesting deeper than the parser's own limit is kept as text. */
const commonMark = new MarkdownIt("commonmark", { html: true }).disable("inline");
/** MDX has no indented code, because the content of a component is usually indented. */
const mdxMarkdown = new MarkdownIt("commonmark", { html: true }).disable(["inline", "code"]);

/** Takes linear time for any text. Throws RangeError (see readHtml). */
export const readMarkdown = (source: string): ReadDocument => readWith(commonMark, source);

/** The same for the Markdown that remains of MDX. */
export const readMdxMarkdown = (source: string): ReadDocument => readWith(mdxMarkdown, source);

function readWith(parser: ReturnType<typeof MarkdownIt>, source: string): ReadDocument {
  const lines = source.split("\n");
  const tokens = parser.parse(source, {});
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
      case "paragraph_open":
        return paragraphBlocks(withoutHidden(raw));
      default:
        return textBlock(withoutHidden(raw));
    }
  });
  return { title: firstHeading(blocks), blocks };
}

const headingBlock = (level: number, inline: string): readonly Block[] => {
  const text = plain(withoutHidden(inline));
  return text === "" ? [] : [{ kind: "heading", level, text }];
};

const textBlock = (raw: string): readonly Block[] => {
  const text = raw.trimEnd();
  return text.trim() === "" ? [] : [{ kind: "text", raw: text }];
};

/** CommonMark reads a table (GitHub Flavored Markdown 4.10) as a part of a paragraph. A line of dashes ends its header. */
function paragraphBlocks(raw: string): readonly Block[] {
  const lines = raw.trimEnd().split("\n");
  const dashes = lines.findIndex(
    (line, at) =>
      at > 0 &&
      /^[|:\s-]+$/.test(line) &&
      line.includes("-") &&
      line.includes("|") &&
      lines[at - 1]?.includes("|") === true,
  );
  if (dashes === -1) return textBlock(raw);
  const table = { header: lines.slice(dashes - 1, dashes + 1).join("\n"), rows: lines.slice(dashes + 1) };
  return [...textBlock(lines.slice(0, dashes - 1).join("\n")), { kind: "table", ...table }];
}

/** The text of a heading without its markup. */
const plain = (inline: string): string =>
  inline
    .replace(/<[^<>]*>/g, "")
    .replace(/!?\[([^[\]]*)\]\([^()]*\)/g, "$1")
    .replace(/[`*]/g, "")
    .replace(/\s+/g, " ")
    .trim();
