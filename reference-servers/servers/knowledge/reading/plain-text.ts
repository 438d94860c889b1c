/** Reads plain text into blocks: paragraphs, and underlined lines as headings. */
import { type Block, firstHeading, type ReadDocument } from "./block.ts";
import { readMarkdown } from "./markdown.ts";

export function readPlain(source: string): ReadDocument {
  const blocks = source
    .split(/\n[ \t]*\n/)
    .map((paragraph) => paragraph.replace(/^\n+|\s+$/g, ""))
    .filter((paragraph) => paragraph.trim() !== "")
    .flatMap(blocksOf);
  return { title: firstHeading(blocks), blocks };
}

/** Reads a file without an ending: as Markdown if it has its headings or its fences, otherwise as plain text. */
export const readUnnamed = (source: string): ReadDocument =>
  /^(?:#{1,6} \S|```)/m.test(source) ? readMarkdown(source) : readPlain(source);

/** Many text files underline a heading with a line of one repeated character. */
function blocksOf(paragraph: string): readonly Block[] {
  const [line = "", under = "", ...rest] = paragraph.split("\n");
  if (!/^([=\-~^"'#*+])\1{2,}$/.test(under) || line.length > 120) return [{ kind: "text", raw: paragraph }];
  const heading = { kind: "heading", level: under.startsWith("=") ? 1 : 2, text: line.trim() } as const;
  return rest.length === 0 ? [heading] : [heading, { kind: "text", raw: rest.join("\n") }];
}
