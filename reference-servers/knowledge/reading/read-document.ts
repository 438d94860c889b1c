/** Any document as passages, by the kind its name tells. */
import { extname } from "node:path";
import type { ReadDocument } from "./block.ts";
import { readHtml } from "./html.ts";
import { readMarkdown } from "./markdown.ts";
import { type Passage, passagesOf } from "./passages.ts";
import { readPlain } from "./plain.ts";
import { visible, visibleLine } from "./visible.ts";

const readers: ReadonlyMap<string, (text: string) => ReadDocument> = new Map([
  [".md", readMarkdown],
  [".markdown", readMarkdown],
  [".html", readHtml],
  [".htm", readHtml],
  [".txt", readPlain],
  [".rst", readPlain],
]);

/** Raised whenever documents would be read into other passages than before: then every one is read again. */
export const readerVersion = 3;

const longestTitle = 200;

export interface Readable {
  readonly title: string;
  readonly passages: readonly Passage[];
}

export const isDocument = (path: string): boolean => readers.has(extname(path).toLowerCase());

/** The text of the file at `path` as passages, without what no reader would see. Throws RangeError (see readHtml). */
export function readDocument(path: string, text: string): Readable {
  const read = readers.get(extname(path).toLowerCase()) ?? readPlain;
  const { title, blocks } = read(visible(text));
  const passages = passagesOf(blocks);
  return {
    title: visibleLine(title ?? nameOf(path)).slice(0, longestTitle),
    // Once more: entities of HTML can spell out what was not there before.
    passages: passages.map(({ headings, text }) => ({ headings: headings.map(visibleLine), text: visible(text) })),
  };
}

/** "guides/spill-to_disk.md" → "spill to disk" */
const nameOf = (path: string): string =>
  path
    .split("/")
    .at(-1)
    ?.replace(/\.\w+$/, "")
    .replace(/[-_]+/g, " ") ?? path;
