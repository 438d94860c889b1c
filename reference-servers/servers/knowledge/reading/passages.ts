/**
 * Cuts a document into passages by its structure. A passage starts at each heading and holds the headings above it.
 * Code and paragraphs are kept whole if they fit. Passages do not overlap; together they are the document. Pure.
 */
import type { Block } from "./block.ts";

export interface Passage {
  /** The headings above the passage, outermost first. */
  readonly headings: readonly string[];
  /** The text, including its own heading line. */
  readonly text: string;
}

/** Target characters of a passage: about 250 tokens, so that one answer can show several. */
const targetChars = 1_000;
/** Maximum characters of a block that is kept whole. */
const maxBlockChars = 1_800;
/** Maximum passages of one document. */
export const maxPassages = 2_000;
const maxHeadingChars = 200;

/** Returns at most `maxPassages`; the text after them is left out. */
export function passagesOf(blocks: readonly Block[]): readonly Passage[] {
  const passages: Passage[] = [];
  let path: readonly { readonly level: number; readonly text: string }[] = [];
  let parts: string[] = [];
  let length = 0;
  let onlyHeadings = true;
  const flush = (): void => {
    if (parts.length > 0) passages.push({ headings: path.map(({ text }) => text), text: parts.join("\n\n") });
    parts = [];
    length = 0;
    onlyHeadings = true;
  };
  const add = (text: string): void => {
    parts.push(text);
    length += text.length;
  };

  for (const block of blocks) {
    if (passages.length >= maxPassages) break;
    if (block.kind === "heading") {
      if (!onlyHeadings) flush();
      const text = block.text.slice(0, maxHeadingChars);
      path = [...path.filter(({ level }) => level < block.level), { level: block.level, text }];
      add(`${"#".repeat(block.level)} ${text}`);
      continue;
    }
    for (const piece of pieces(block.raw)) {
      if (!onlyHeadings && length + piece.length > targetChars) flush();
      add(piece);
      onlyHeadings = false;
    }
  }
  flush();
  return passages.slice(0, maxPassages);
}

/**
 * Returns a block whole if it fits. Otherwise it is cut at the end of a line, at the end of a sentence, at a space, or
 * anywhere, in this order of preference.
 */
function pieces(raw: string): readonly string[] {
  if (raw.length <= maxBlockChars) return [raw];
  const result: string[] = [];
  let rest = raw;
  while (rest.length > maxBlockChars) {
    const at = [
      rest.lastIndexOf("\n", targetChars),
      rest.lastIndexOf(". ", targetChars) + 1,
      rest.lastIndexOf(" ", targetChars),
    ].find((end) => end > targetChars / 2);
    const end = wholeCharacters(rest, at ?? targetChars);
    result.push(rest.slice(0, end).trimEnd());
    rest = rest.slice(end).replace(/^[ \n]/, "");
  }
  return [...result, rest].filter((piece) => piece.trim() !== "");
}

/** Moves the end so that it does not split a surrogate pair. */
const wholeCharacters = (text: string, end: number): number =>
  /[\ud800-\udbff]/.test(text.charAt(end - 1)) ? end - 1 : end;
