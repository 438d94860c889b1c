/**
 * A text as a model reads it: look-alikes and compatibility forms as plain letters, no invisible characters, lower case, in
 * sentences. A disguise (digits for letters, letters with spaces between them) is undone, so that the rules see words.
 */
import { withoutInvisible } from "../visible-text.ts";
import { folded } from "./confusables.ts";

export interface Reading {
  /** One line for each sentence or line of the text. */
  readonly sentences: readonly string[];
  /** The sentences joined by " . ". */
  readonly whole: string;
}

const remembered = new Map<string, Reading>();
const maxRemembered = 2_000;

export function readingOf(raw: string): Reading {
  const cached = remembered.get(raw);
  if (cached !== undefined) return cached;
  const sentences = plain(raw)
    .split(/(?<=[.!?;])\s+|[\n。！？；]+|(?<=[a-z]{3}[.!?])(?=\p{Lu})/u)
    .map((sentence) => undisguised(sentence).trim())
    .filter((sentence) => sentence !== "");
  const reading = { sentences, whole: sentences.join(" . ") };
  if (remembered.size >= maxRemembered) remembered.clear();
  remembered.set(raw, reading);
  return reading;
}

/** Spaces at the ends stay, line breaks stay. Words in another script keep their letters. */
function plain(raw: string): string {
  const text = withoutInvisible(raw.replaceAll("\r", "\n"), "block").normalize("NFKC");
  return text
    .replaceAll(/[\u2018\u2019\u02bc`´]/g, "'")
    .replaceAll(/[\u201c\u201d\u00ab\u00bb]/g, '"')
    .replaceAll(/[\p{L}\p{N}_]+/gu, (word) => (/\p{Script=Latin}/u.test(word) ? folded(word) : word.toLowerCase()))
    .replaceAll(/[^\S\n]+/g, " ");
}

const letterOf: Readonly<Record<string, string>> = {
  "0": "o",
  "1": "i",
  "3": "e",
  "4": "a",
  "5": "s",
  "7": "t",
  "@": "a",
  $: "s",
};

function undisguised(sentence: string): string {
  return sentence
    .replaceAll(/(?<![\p{L}\p{N}])\p{L}(?:[ .\-_*]\p{L}){4,}(?![\p{L}\p{N}])/gu, (spaced) =>
      spaced.replaceAll(/[ .\-_*]/g, ""),
    )
    .replaceAll(
      /(?<![\p{L}\p{N}_\-/.@$])(?=[a-z\d@$]*[a-z][a-z\d@$]*[\d@$]|[\d@$][a-z\d@$]*[a-z])[a-z\d@$]{4,}(?![\p{L}\p{N}_\-/.@$])/gu,
      (word) =>
        (word.match(/[a-z]/g) ?? []).length * 2 >= word.length
          ? word.replaceAll(/[013457@$]/g, (each) => letterOf[each] ?? each)
          : word,
    );
}
