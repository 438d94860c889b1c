/**
 * Text of others as a person may safely judge it, and as a model may safely read it: every character is seen. This is the
 * one definition of an invisible character for every surface: what a page, a terminal or an editor would hide, reorder or
 * act on (control, format, bidirectional and zero-width characters, variation selectors, odd spaces, private and
 * unassigned code points, lone surrogates, letters without a glyph).
 */

/** `block` keeps line breaks and tabs as they are; in a `line` they are marked too. */
export type Shape = "line" | "block";

/**
 * Unicode: C is Cc, Cf, Cs, Co and Cn; Default_Ignorable_Code_Point holds the Hangul fillers, U+034F and the variation
 * selectors. U+2800 (an empty Braille cell) and U+FFFC have no property of their own that says that they show nothing.
 */
const invisible = /[\p{C}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\u2800\ufffc]|(?! )\p{Zs}/gu;

/** Whether every character of `text` is seen as it is. */
export const isVisible = (text: string, shape: Shape = "line"): boolean => marked(text, shape, () => "") === text;

/** `text` without its invisible characters. */
export const withoutInvisible = (text: string, shape: Shape = "line"): string => marked(text, shape, () => "");

/** As plain text: every invisible character is spelled out as `\u{202e}`. */
export const spelledOut = (text: string, shape: Shape = "line"): string =>
  marked(text, shape, (character) => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`);

/** JSON text whose invisible characters are escaped as JSON escapes them: what is read from it is the same. */
export const visibleJson = (json: string): string =>
  marked(json, "block", (character) =>
    character.replace(/./gs, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`),
  );

/** `spelledOut` on one line, cut to `maxLength` characters of the original and an ellipsis. */
export function oneLine(text: string, maxLength = 300): string {
  return spelledOut(text.length > maxLength ? `${text.slice(0, maxLength).toWellFormed()}…` : text);
}

/** `oneLine` in quotation marks that the text cannot close. */
export const quoted = (text: string, maxLength?: number): string =>
  `"${oneLine(text, maxLength).replaceAll(/[\\"]/g, "\\$&")}"`;

const entities: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

/** As escaped HTML: every invisible character becomes its code point, marked. */
export const visible = (text: string, shape: Shape = "line"): string =>
  // Entities first: what is marked is markup, and stays as it is.
  marked(
    text.replace(/[&<>"']/g, (character) => entities[character] ?? character),
    shape,
    marker,
  );

/** A text may be a million of the same: each mark is made once, as long as they are not too many. */
const maxMarkers = 5_000;
const markers = new Map<string, string>();
function marker(character: string): string {
  const known = markers.get(character);
  if (known !== undefined) return known;
  const made = `<span class="unseen" title="an invisible or misleading character">${codePoint(character)}</span>`;
  if (markers.size < maxMarkers) markers.set(character, made);
  return made;
}

/** In a block a line break of two characters (CR LF) counts as one. */
function marked(text: string, shape: Shape, mark: (character: string) => string): string {
  const lines = shape === "block" ? text.replaceAll("\r\n", "\n") : text;
  return lines.replace(invisible, (character) =>
    shape === "block" && (character === "\n" || character === "\t") ? character : mark(character),
  );
}

/** "U+202E". */
const codePoint = (character: string): string =>
  `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0")}`;
