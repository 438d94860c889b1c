/** Finds the passages that answer a question, for one reader. */
import type { Database } from "../database.ts";
import { passages, type StoredPassage } from "../store/passages.ts";
import { rankByWords } from "./bm25.ts";
import { diversify } from "./diversify.ts";
import { queryTerms } from "./query-words.ts";
import { similarWords } from "./spelling.ts";

/** Maximum passages that are ranked; more would never reach an answer. */
const maxRanked = 50;
const maxPerDocument = 2;
/** Minimum length of a word whose spelling is corrected, because shorter words are similar to too many others. */
const minMisspeltLength = 4;
const maxMisspelt = 6;

/**
 * Returns passages, the best first; an empty list if none match. A word that occurs in no readable passage is replaced
 * by similarly spelled words.
 */
export async function search(
  database: Database,
  query: string,
  groups: readonly string[],
  limit: number,
): Promise<StoredPassage[]> {
  const terms = await queryTerms(database, query, groups);
  if (terms.length === 0) return [];
  const exact = await rankByWords(database, terms, groups, maxRanked);
  const misspelt = terms
    .map(({ lexeme }) => lexeme)
    .filter((lexeme) => !exact.foundLexemes.has(lexeme) && lexeme.length >= minMisspeltLength)
    .slice(0, maxMisspelt);
  const similarTerms = await similarWords(database, misspelt, groups);
  const { ranked } =
    similarTerms.length === 0 ? exact : await rankByWords(database, [...terms, ...similarTerms], groups, maxRanked);
  return passages(database, diversify(ranked, maxPerDocument, limit), groups);
}
