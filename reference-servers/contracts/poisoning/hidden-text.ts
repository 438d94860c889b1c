/**
 * Text that a person does not see and a model reads, and text that is shown in another order than it is read. Judged on the
 * text as it was received. The one definition of an invisible character is visible-text.ts; this file knows where such a
 * character is part of honest writing.
 */
import { isVisible } from "../visible-text.ts";
import { excerptOf, type TextFinding } from "./finding.ts";

const bidirectional = /[\u202a-\u202e\u2066-\u2069]/u;
const marks = /[\u200e\u200f\u061c]/u;
const rightToLeft = /[\p{Script=Arabic}\p{Script=Hebrew}\p{Script=Syriac}\p{Script=Thaana}]/u;
/** Scripts whose spelling needs a joiner or a non-joiner within words. */
const joining =
  /[\p{Script=Arabic}\p{Script=Syriac}\p{Script=Devanagari}\p{Script=Bengali}\p{Script=Gurmukhi}\p{Script=Gujarati}\p{Script=Oriya}\p{Script=Tamil}\p{Script=Telugu}\p{Script=Kannada}\p{Script=Malayalam}\p{Script=Sinhala}\p{Script=Khmer}\p{Script=Mongolian}]/u;
const pictographBefore = /(?:\p{Extended_Pictographic}|\p{Emoji_Modifier}|\p{Regional_Indicator}|\ufe0f)$/u;
const pictographAfter = /^[\p{Extended_Pictographic}\u2640\u2642]/u;
const emojiBefore = /[\p{Emoji}\p{So}\p{Sm}]$/u;
/** Flags of regions: a black flag, letters as tags, and the tag that ends them. */
const flag = /\u{1f3f4}[\u{e0061}-\u{e007a}\u{e0030}-\u{e0039}]{2,6}\u{e007f}/gu;
const visibleSpaces = /[\u00a0\u2000-\u200a\u202f\u205f\u3000]/u;
const softOnly = /[\p{Co}\p{Cn}\p{Zl}\p{Zp}\u2800\ufffc]/u;
/** So many blanks that the text behind them is out of sight. */
const stuffed = /[^\S\n]{60}|(?:\n[^\S\n]*){12}/u;

/** At most one finding of each tier. */
export function hiddenText(raw: string): readonly TextFinding[] {
  const text = raw.replace(flag, "");
  const found = new Map<TextFinding["tier"], TextFinding>();
  const add = (tier: TextFinding["tier"], what: string, at: number): void => {
    if (found.has(tier)) return;
    found.set(tier, { tier, kind: "hidden-text", what, excerpt: excerptOf(text.slice(Math.max(0, at - 30), at + 60)) });
  };
  let at = 0;
  for (const character of text) {
    if (!isVisible(character, "block") && character !== "\r") {
      const verdict = judge(
        character,
        text.slice(Math.max(0, at - 4), at),
        text.slice(at + character.length, at + 8),
        text,
      );
      if (verdict !== null) add(verdict[0], verdict[1], at);
    }
    at += character.length;
  }
  const blank = text.search(stuffed);
  if (blank >= 0 && text.slice(blank).trim() !== "") add("soft", "A long blank hides the text behind it.", blank);
  return [...found.values()];
}

type Verdict = readonly [tier: TextFinding["tier"], what: string] | null;
const unseen = "It holds a character that a reader does not see.";

function judge(character: string, before: string, after: string, text: string): Verdict {
  if (bidirectional.test(character))
    return ["hard", "It holds a character that changes the order in which text is shown."];
  if (visibleSpaces.test(character)) return null;
  if (marks.test(character)) return rightToLeft.test(text) ? null : ["hard", unseen];
  if (character === "\u200c" || character === "\u200d")
    return isJoiner(character, before, after) ? null : ["hard", unseen];
  if (character === "\ufe0f" || character === "\ufe0e") return emojiBefore.test(before) ? null : ["hard", unseen];
  if (/[\u{e0100}-\u{e01ef}]/u.test(character)) return /\p{Script=Han}$/u.test(before) ? null : ["hard", unseen];
  return softOnly.test(character) ? ["soft", unseen] : ["hard", unseen];
}

function isJoiner(character: string, before: string, after: string): boolean {
  if (joining.test(before.slice(-1)) || joining.test(after.slice(0, 1))) return true;
  return character === "\u200d" && pictographBefore.test(before) && pictographAfter.test(after);
}
