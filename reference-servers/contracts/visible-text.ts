/**
 * Text from others in a form that a person can judge safely and a model can read safely: every character is visible. This
 * is the one definition of an invisible character for every surface: what a page, a terminal or an editor would hide,
 * reorder or act on (control, format, bidirectional and zero-width characters, variation selectors, odd spaces, private
 * and unassigned code points, lone surrogates, letters without a glyph).
 */

/** `block` keeps line breaks and tabs as they are; `line` marks them too. */
export type Shape = "line" | "block";

/**
 * Unicode: C is Cc, Cf, Cs, Co and Cn; Default_Ignorable_Code_Point holds the Hangul fillers, U+034F and the variation
 * selectors. U+2800 (an empty Braille cell) and U+FFFC show nothing, but no Unicode property says so.
 */
const invisible = /[\p{C}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\u2800\ufffc]|(?! )\p{Zs}/gu;

/** Whether a reader sees every character of `text` as it is. */
export const isVisible = (text: string, shape: Shape = "line"): boolean => marked(text, shape, () => "") === text;

/** `text` without its invisible characters. */
export const withoutInvisible = (text: string, shape: Shape = "line"): string => marked(text, shape, () => "");

/** As plain text: every invisible character is written as `\u{202e}`. */
export const spelledOut = (text: string, shape: Shape = "line"): string =>
  marked(text, shape, (character) => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`);

/** JSON text in which invisible characters are escaped as JSON escapes them. Parsing it gives the same value. */
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
  // Entities come first, because the marks are markup and must stay as they are.
  marked(
    text.replace(/[&<>"']/g, (character) => entities[character] ?? character),
    shape,
    marker,
  );

/** A text may repeat one character a million times, so each mark is made once, up to this many. */
const maxMarkers = 5_000;
const markers = new Map<string, string>();
function marker(character: string): string {
  const cached = markers.get(character);
  if (cached !== undefined) return cached;
  const html = `<span class="unseen" title="an invisible or misleading character">${codePoint(character)}</span>`;
  if (markers.size < maxMarkers) markers.set(character, html);
  return html;
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
