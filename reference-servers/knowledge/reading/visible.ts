/**
 * What of a text people see. Characters without a glyph serve to hide words from reviewers that models still read (tag
 * characters, variation selectors, reversed writing); none of them is kept. The joiners stay: scripts and emoji need them.
 */
export const visible = (text: string): string =>
  text
    .toWellFormed()
    .replace(/\r\n?/g, "\n")
    .replace(/(?![\t\n\u200c\u200d])[\p{Cc}\p{Cf}]|[\u{e0100}-\u{e01ef}]/gu, "");

/** `visible`, in one line. */
export const visibleLine = (text: string): string => visible(text).replace(/\s+/g, " ").trim();
