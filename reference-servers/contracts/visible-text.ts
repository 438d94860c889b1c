/**
 * Text of others as a person may safely judge it: every character is seen. What browsers would hide, reorder or act on
 * (control, format, bidi, zero-width, odd spaces, private and unassigned characters) becomes its code point, marked.
 */

/** `block` keeps line breaks and tabs as they are; in a `line` they are marked too. */
export type Shape = "line" | "block";

const unseen = /[&<>"']|[\p{C}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\u2800]|(?! )\p{Zs}/gu;

const entities: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

/** Escaped HTML. A line break of two characters (CR LF) counts as one. */
export const visible = (text: string, shape: Shape = "line"): string =>
  (shape === "block" ? text.replaceAll("\r\n", "\n") : text).replace(unseen, (character) => {
    const entity = entities[character];
    if (entity !== undefined) return entity;
    if (shape === "block" && (character === "\n" || character === "\t")) return character;
    return `<span class="unseen" title="an invisible or misleading character">${codePoint(character)}</span>`;
  });

/** "U+202E". */
const codePoint = (character: string): string =>
  `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0")}`;
