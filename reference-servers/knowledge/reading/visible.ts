/**
 * What of a text people see. Characters without a glyph serve to hide words from reviewers that models still read (tag
 * characters, fillers, variation selectors, reversed writing); none of them is kept (contracts/visible-text.ts says which they
 * are). An odd space is a space. A joiner stays where it belongs: between letters of a script that has them.
 */
import { withoutInvisible } from "@drawbridge/contracts/visible-text";

/** Scripts without joiners. */
const without = ["Latin", "Greek", "Cyrillic", "Han", "Hangul", "Hiragana", "Katakana"];
const letter = `(?![\\p{Default_Ignorable_Code_Point}${without.map((name) => `\\p{Script=${name}}`).join("")}])[\\p{L}\\p{M}]`;

/** U+200C and U+200D shape letters of Arabic, Indic and other scripts; between others they only hide. */
const joiner = new RegExp(`((?<=${letter})[\\u200c\\u200d](?=${letter}))`, "u");

export const visible = (text: string): string =>
  text
    .toWellFormed()
    .replace(/\r\n?|[\p{Zl}\p{Zp}]/gu, "\n")
    .replace(/(?! )\p{Zs}/gu, " ")
    .split(joiner)
    .map((part, at) => (at % 2 === 1 ? part : withoutInvisible(part, "block")))
    .join("");

/** `visible`, in one line. */
export const visibleLine = (text: string): string => visible(text).replace(/\s+/g, " ").trim();
