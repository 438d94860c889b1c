/** From a question to the passages that answer it, for one reader. */
import type { Database } from "../database.ts";
import { type KeptPassage, passages } from "../store/passages.ts";
import { byLetters } from "./by-letters.ts";
import { byWords } from "./by-words.ts";
import { fuse, spread } from "./fuse.ts";
import { queryWords } from "./query-words.ts";

/** Of each ranking: more never reach an answer. */
const considered = 50;
const eachDocument = 2;
/** Shorter words are alike to too much. */
const shortestMisspelt = 4;
const mostMisspelt = 6;

/** Best first; none where nothing fits. */
export async function search(
  database: Database,
  query: string,
  groups: readonly string[],
  limit: number,
): Promise<KeptPassage[]> {
  const words = await queryWords(database, query);
  if (words.length === 0) return [];
  const { ranked, known } = await byWords(
    database,
    words.map(({ lexeme }) => lexeme),
    groups,
    considered,
  );
  const misspelt = words
    .filter(({ word, lexeme }) => !known.has(lexeme) && word.length >= shortestMisspelt)
    .map(({ word }) => word)
    .slice(0, mostMisspelt);
  const alike = await byLetters(database, misspelt, groups, considered);
  return passages(database, spread(fuse([ranked, alike]), eachDocument, limit), groups);
}
