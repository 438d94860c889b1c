/** Text on a terminal: how many columns it takes, and how it is cut or wrapped to fit. Pure. */
import { spelledOut } from "@drawbridge/contracts/visible-text";
import stringWidth from "string-width";
import wrapAnsi from "wrap-ansi";

/** The columns that `text` takes: two for an East Asian wide character or an emoji, none for a combining mark. */
export const widthOf = (text: string): number => stringWidth(text);

/** `text` with spaces after it, or before it, until it takes `width` columns. */
export const padEnd = (text: string, width: number): string => text + " ".repeat(Math.max(0, width - widthOf(text)));
export const padStart = (text: string, width: number): string => " ".repeat(Math.max(0, width - widthOf(text))) + text;

const characters = new Intl.Segmenter("en", { granularity: "grapheme" });

/** `text` in at most `width` columns. A longer text ends with "…". No character is cut in half. */
export function cutTo(text: string, width: number): string {
  if (widthOf(text) <= width) return text;
  let fitting = "";
  let used = 0;
  for (const { segment } of characters.segment(text)) {
    used += widthOf(segment);
    if (used > width - 1) break;
    fitting += segment;
  }
  return `${fitting}…`;
}

const minWidth = 20;

/** The lines of `text`, each in at most `width` columns (at least 20). A line is broken between words if possible. */
export const linesOf = (text: string, width: number): string[] =>
  text.split("\n").flatMap((line) => {
    const indent = /^ */.exec(line)?.[0].slice(0, minWidth / 2) ?? "";
    const room = Math.max(width, minWidth) - indent.length;
    return wrapAnsi(line.slice(indent.length), room, { hard: true })
      .split("\n")
      .map((each) => `${indent}${each}`.trimEnd());
  });

/** `text` wrapped to `width`, with `first` before the first line and the same number of spaces before the others. */
export function hanging(first: string, text: string, width: number): string {
  const indent = " ".repeat(widthOf(first));
  return linesOf(text, width - widthOf(first))
    .map((line, at) => `${at === 0 ? first : indent}${line}`.trimEnd())
    .join("\n");
}

/**
 * A text from elsewhere as a paragraph. Its line breaks stay. Characters that could act on the terminal or hide text
 * are spelled out.
 */
export const paragraph = (text: string): string => spelledOut(text, "block").replaceAll("\t", "    ");
