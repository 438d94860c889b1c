/**
 * Cuts a document into passages by its structure. A passage starts at each heading and holds the headings above it.
 * Code, tables and paragraphs are kept whole if they fit. A table that does not fit has its header in each passage, so
 * that its rows stay readable. Apart from that, passages do not overlap; together they are the document. Pure.
 */
import type { Block } from "./block.ts";

type Table = Extract<Block, { readonly kind: "table" }>;

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
/** Maximum characters of a table's header that is repeated. */
const maxTableHeaderChars = 500;

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
    for (const piece of block.kind === "table" ? piecesOfTable(block) : pieces(block.raw)) {
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
function pieces(raw: string, maxChars = maxBlockChars): readonly string[] {
  if (raw.length <= maxChars) return [raw];
  const result: string[] = [];
  let rest = raw;
  while (rest.length > maxChars) {
    const at = [
      rest.lastIndexOf("\n", targetChars),
      Math.max(rest.lastIndexOf(". ", targetChars), rest.lastIndexOf("。", targetChars)) + 1,
      rest.lastIndexOf(" ", targetChars),
    ].find((end) => end > targetChars / 2);
    const end = wholeCharacters(rest, at ?? targetChars);
    result.push(rest.slice(0, end).trimEnd());
    rest = rest.slice(end).replace(/^[ \n]/, "");
  }
  return [...result, rest].filter((piece) => piece.trim() !== "");
}

/** Cuts a table between its rows, and a row only if it does not fit. Each piece starts with the header. */
function piecesOfTable({ header, rows }: Table): readonly string[] {
  const whole = [...(header === "" ? [] : [header]), ...rows].join("\n");
  if (header === "" || header.length > maxTableHeaderChars || whole.length <= maxBlockChars) return pieces(whole);
  const result: string[] = [];
  let part = "";
  for (const row of rows.flatMap((row) => pieces(row, maxBlockChars - header.length))) {
    if (part !== "" && header.length + part.length + row.length > targetChars) {
      result.push(`${header}${part}`);
      part = "";
    }
    part += `\n${row}`;
  }
  return [...result, `${header}${part}`];
}

/** Moves the end so that it does not split a surrogate pair. */
const wholeCharacters = (text: string, end: number): number =>
  /[\ud800-\udbff]/.test(text.charAt(end - 1)) ? end - 1 : end;
