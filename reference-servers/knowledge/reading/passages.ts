/**
 * Cuts a document into passages, by its structure: one begins at each heading and knows the headings above it; code and
 * paragraphs are kept whole where they fit. Passages do not overlap, so that together they are the document. Pure.
 */
import type { Block } from "./block.ts";

export interface Passage {
  /** The headings it stands under, outermost first. */
  readonly headings: readonly string[];
  /** With its own heading line. */
  readonly text: string;
}

/** Characters: about 250 tokens, what one answer can show several of. */
const target = 1_000;
/** One block may be as long and stay whole. */
const most = 1_800;
/** Of one document. */
export const mostPassages = 2_000;
const longestHeading = 200;

/** At most `mostPassages`: what comes after them is left out. */
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
    if (passages.length >= mostPassages) break;
    if (block.kind === "heading") {
      if (!onlyHeadings) flush();
      const text = block.text.slice(0, longestHeading);
      path = [...path.filter(({ level }) => level < block.level), { level: block.level, text }];
      add(`${"#".repeat(block.level)} ${text}`);
      continue;
    }
    for (const piece of pieces(block.raw)) {
      if (!onlyHeadings && length + piece.length > target) flush();
      add(piece);
      onlyHeadings = false;
    }
  }
  flush();
  return passages.slice(0, mostPassages);
}

/** A block as it is where it fits; else cut at ends of lines, of sentences, or anywhere, whichever comes first. */
function pieces(raw: string): readonly string[] {
  if (raw.length <= most) return [raw];
  const cut: string[] = [];
  let rest = raw;
  while (rest.length > most) {
    const at = [rest.lastIndexOf("\n", target), rest.lastIndexOf(". ", target) + 1, rest.lastIndexOf(" ", target)].find(
      (end) => end > target / 2,
    );
    const end = wholeCharacters(rest, at ?? target);
    cut.push(rest.slice(0, end).trimEnd());
    rest = rest.slice(end).replace(/^[ \n]/, "");
  }
  return [...cut, rest].filter((piece) => piece.trim() !== "");
}

/** Not between the halves of a character outside the basic plane. */
const wholeCharacters = (text: string, end: number): number =>
  /[\ud800-\udbff]/.test(text.charAt(end - 1)) ? end - 1 : end;
