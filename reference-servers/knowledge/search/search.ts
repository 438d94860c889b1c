/** From a question to the passages that answer it, for one reader. */
import type { Database } from "../database.ts";
import { type KeptPassage, passages } from "../store/passages.ts";
import { byWords } from "./by-words.ts";
import { queryWords } from "./query-words.ts";
import { meant } from "./spelling.ts";
import { spread } from "./spread.ts";

/** Passages ranked: more never reach an answer. */
const considered = 50;
const eachDocument = 2;
/** Shorter words are alike to too much. */
const shortestMisspelt = 4;
const mostMisspelt = 6;

/** Best first; none where nothing fits. A word that no readable passage has is taken for those it may have been meant to be. */
export async function search(
  database: Database,
  query: string,
  groups: readonly string[],
  limit: number,
): Promise<KeptPassage[]> {
  const said = await queryWords(database, query);
  if (said.length === 0) return [];
  const asSaid = await byWords(database, said, groups, considered);
  const misspelt = said
    .map(({ lexeme }) => lexeme)
    .filter((lexeme) => !asSaid.known.has(lexeme) && lexeme.length >= shortestMisspelt)
    .slice(0, mostMisspelt);
  const others = await meant(database, misspelt, groups);
  const { ranked } = others.length === 0 ? asSaid : await byWords(database, [...said, ...others], groups, considered);
  return passages(database, spread(ranked, eachDocument, limit), groups);
}
