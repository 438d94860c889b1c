/** Reads any document into passages, by the ending of its name. */
import { kindOf } from "./document-kinds.ts";
import { withoutFrontMatter } from "./front-matter.ts";
import { type Passage, passagesOf } from "./passages.ts";
import { readPlain } from "./plain-text.ts";
import { visible, visibleLine } from "./visible-text.ts";

/** Increase this when documents are read into different passages than before; then all documents are read again. */
export const readerVersion = 4;

const maxTitleChars = 200;

export interface ParsedDocument {
  readonly title: string;
  readonly passages: readonly Passage[];
}

/**
 * The text of the file at `path` as passages, without text that a reader would not see. Throws RangeError if it nests
 * too deeply, and another error if it does not have the format that its ending names.
 */
export function readDocument(path: string, text: string): ParsedDocument {
  const kind = kindOf(path);
  const source = kind?.isJson === true ? text : visible(text);
  const page = kind?.hasFrontMatter === true ? withoutFrontMatter(source) : { text: source, title: null };
  const { title, blocks } = (kind?.read ?? readPlain)(page.text);
  const passages = passagesOf(blocks);
  return {
    title: (visibleLine(page.title ?? title ?? "") || titleOf(path)).slice(0, maxTitleChars).toWellFormed(),
    // Again, because HTML entities can produce invisible characters that were not in the source.
    passages: passages.map(({ headings, text }) => ({ headings: headings.map(visibleLine), text: visible(text) })),
  };
}

/** "guides/spill-to_disk.md" → "spill to disk" */
const titleOf = (path: string): string =>
  visibleLine(
    path
      .split("/")
      .at(-1)
      ?.replace(/\.\w+$/, "")
      .replace(/[-_]+/g, " ") ?? path,
  );
