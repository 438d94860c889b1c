/**
 * Reduces a text to what people see. Characters without a glyph (tag characters, fillers, variation selectors, reversed
 * writing) can hide words from reviewers that models still read, so all of them are removed (contracts/visible-text.ts
 * lists them). Unusual spaces become a normal space. A joiner stays only between letters of a script that uses joiners.
 */
import { withoutInvisible } from "@drawbridge/contracts/visible-text";

/** Scripts that use no joiners. */
const scriptsWithoutJoiners = ["Latin", "Greek", "Cyrillic", "Han", "Hangul", "Hiragana", "Katakana"];
const letter = `(?![\\p{Default_Ignorable_Code_Point}${scriptsWithoutJoiners.map((name) => `\\p{Script=${name}}`).join("")}])[\\p{L}\\p{M}]`;

/**
 * U+200C and U+200D shape letters of Arabic, Indic and other scripts; between other letters they can only hide text.
 */
const joiner = new RegExp(`((?<=${letter})[\\u200c\\u200d](?=${letter}))`, "u");

export const visible = (text: string): string =>
  text
    .toWellFormed()
    .replace(/\r\n?|[\p{Zl}\p{Zp}]/gu, "\n")
    .replace(/(?! )\p{Zs}/gu, " ")
    .split(joiner)
    .map((part, at) => (at % 2 === 1 ? part : withoutInvisible(part, "block")))
    .join("");

/** The visible text, in one line. */
export const visibleLine = (text: string): string => visible(text).replace(/\s+/g, " ").trim();
