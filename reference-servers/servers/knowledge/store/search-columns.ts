/**
 * What each passage is found by: its words and the parts of its names in Postgres' full text search, and the characters
 * of languages without spaces. The title has weight A, headings B, the text D.
 */
import { type RawBuilder, sql } from "kysely";
import { namePartsOf } from "../reading/name-parts.ts";
import type { Passage } from "../reading/passages.ts";
import { type SearchText, splitScripts, storedCharacters } from "../search/character-runs.ts";

/** Increase this when passages are found by something else than before; then all of them are indexed again. */
export const indexVersion = 2;

/** Postgres' maximum position in a tsvector. */
const maxPosition = 16_383;

export interface SearchInput {
  readonly ordinal: number;
  readonly title: string;
  readonly heading: string;
  readonly text: string;
  readonly characters: string;
  readonly words: number;
}

export function searchInputOf(title: string, { headings, text }: Passage, ordinal: number): SearchInput {
  const [ofTitle, ofHeading, ofText] = [splitScripts(title), splitScripts(headings.join(" ")), splitScripts(text)];
  return {
    ordinal,
    title: ofTitle.words,
    heading: withNameParts(ofHeading.words),
    text: withNameParts(ofText.words),
    characters: vectorOf([
      [ofTitle, "A"],
      [ofHeading, "B"],
      [ofText, "D"],
    ]),
    words: lengthOf(ofText),
  };
}

const withNameParts = (text: string): string => {
  const { names, parts } = namePartsOf(text);
  return `${text} ${names} ${parts}`;
};

/** The length by which BM25 judges a text. A word of these languages has about two characters. */
const lengthOf = ({ words, runs }: SearchText): number =>
  words.split(/\s+/).length + Math.ceil(runs.reduce((sum, run) => sum + run.length, 0) / 2);

/**
 * The text of a tsvector. Postgres' parser is not used, because whether it takes these characters for letters depends on
 * the database's locale. They are letters, so nothing in them has a meaning in the quotes.
 */
function vectorOf(parts: readonly (readonly [SearchText, weight: string])[]): string {
  const lexemes: string[] = [];
  let position = 0;
  for (const [{ runs }, weight] of parts) {
    for (const lexeme of runs.flatMap(storedCharacters)) {
      position = Math.min(position + 1, maxPosition);
      lexemes.push(`'${lexeme}':${position}${weight}`);
    }
  }
  return lexemes.join(" ");
}

/** The inputs as a table `given`. */
export const searchInputs = (inputs: readonly SearchInput[]): RawBuilder<unknown> => sql`
  jsonb_to_recordset(${JSON.stringify(inputs)}::jsonb)
    as given (ordinal integer, title text, heading text, text text, characters text, words integer)`;

/** The tsvector of a row of `searchInputs`. */
export const searchVector: RawBuilder<unknown> = sql`
  setweight(to_tsvector('english', given.title), 'A')
    || setweight(to_tsvector('english', given.heading), 'B')
    || to_tsvector('english', given.text)
    || given.characters::tsvector`;
