/** Reads any document into passages, by the extension of its name. */
import { extname } from "node:path";
import type { ReadDocument } from "./block.ts";
import { readHtml } from "./html.ts";
import { readMarkdown } from "./markdown.ts";
import { type Passage, passagesOf } from "./passages.ts";
import { readPlain } from "./plain-text.ts";
import { visible, visibleLine } from "./visible-text.ts";

const readers: ReadonlyMap<string, (text: string) => ReadDocument> = new Map([
  [".md", readMarkdown],
  [".markdown", readMarkdown],
  [".html", readHtml],
  [".htm", readHtml],
  [".txt", readPlain],
  [".rst", readPlain],
]);

/** Increase this when documents are read into different passages than before; then all documents are read again. */
export const readerVersion = 3;

const maxTitleChars = 200;

export interface ParsedDocument {
  readonly title: string;
  readonly passages: readonly Passage[];
}

export const isDocument = (path: string): boolean => readers.has(extname(path).toLowerCase());

/**
 * The text of the file at `path` as passages, without text that a reader would not see. Throws RangeError (see
 * readHtml).
 */
export function readDocument(path: string, text: string): ParsedDocument {
  const read = readers.get(extname(path).toLowerCase()) ?? readPlain;
  const { title, blocks } = read(visible(text));
  const passages = passagesOf(blocks);
  return {
    title: visibleLine(title ?? titleOf(path)).slice(0, maxTitleChars),
    // Again, because HTML entities can produce invisible characters that were not in the source.
    passages: passages.map(({ headings, text }) => ({ headings: headings.map(visibleLine), text: visible(text) })),
  };
}

/** "guides/spill-to_disk.md" → "spill to disk" */
const titleOf = (path: string): string =>
  path
    .split("/")
    .at(-1)
    ?.replace(/\.\w+$/, "")
    .replace(/[-_]+/g, " ") ?? path;
