/** Words of others (a plan's names, a person's reason) inside sentences of ours. */

/** Longer ones are cut: the whole is where the person decides. */
const longest = 500;

/**
 * `text` on one line, without what could hide or reorder its characters: control characters, line and paragraph
 * separators, and invisible formats (bidirectional marks, zero-width ones, tags) are written as \u{…}.
 */
export function inOneLine(text: string): string {
  const cut = text.length > longest ? `${text.slice(0, longest).toWellFormed()}…` : text.toWellFormed();
  return cut.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, (character) => `\\u{${character.codePointAt(0)?.toString(16)}}`);
}

/** The same in quotation marks that it cannot close. */
export const quoted = (text: string): string => `"${inOneLine(text).replaceAll(/[\\"]/g, "\\$&")}"`;
