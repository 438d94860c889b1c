/**
 * The text of Chinese, Japanese and Korean as full text search can find it. Postgres ends a word at a space, and these
 * languages have none between words (or, in Korean, write endings together with the word). So every two neighbouring
 * characters are stored as a word, which needs no dictionary and is the same in a document and in a question. Pure.
 */

/** Neighbouring characters of these scripts. Marks of punctuation end a run. */
const runs = /(?:(?=[\p{L}\p{M}\p{Nl}])[\p{scx=Han}\p{scx=Hiragana}\p{scx=Katakana}\p{scx=Hangul}\p{scx=Bopomofo}])+/gu;

export interface SearchText {
  /** The text in other scripts, for full text search. */
  readonly words: string;
  /** The runs of characters, each as its characters. */
  readonly runs: readonly (readonly string[])[];
}

/** Splits a text. Wide and narrow forms of a character become the same one, as do composed and decomposed ones. */
export function splitScripts(text: string): SearchText {
  const found: string[][] = [];
  const words = text.normalize("NFKC").replace(runs, (run) => {
    found.push([...run]);
    return " ";
  });
  return { words, runs: found };
}

/** What a document is found by: every character, and every two neighbours. Each has its position in the text. */
export const storedCharacters = (run: readonly string[]): readonly string[] => [...run, ...pairs(run)];

/** What a question asks for: every two neighbours, or the character if it is the only one. */
export const askedCharacters = (run: readonly string[]): readonly string[] => (run.length === 1 ? run : pairs(run));

const pairs = (run: readonly string[]): readonly string[] =>
  run.slice(1).map((character, before) => `${run[before] ?? ""}${character}`);
