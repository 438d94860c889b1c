/** Passages that have words spelled almost like those of a question (trigrams): for typing errors and cut names. */
import { sql } from "kysely";
import { z } from "zod";
import type { Database } from "../database.ts";
import type { PassageId } from "../store/document-id.ts";
import { mayRead } from "../store/readers.ts";

/** Share of trigrams that two words must have in common. Two letters swapped in a word of nine leave 0.43. */
const alike = 0.4;

const Row = z.object({ document: z.string(), ordinal: z.number() });

/** Best first: those alike to the most of `words`. */
export async function byLetters(
  database: Database,
  words: readonly string[],
  groups: readonly string[],
  limit: number,
): Promise<readonly PassageId[]> {
  if (words.length === 0) return [];
  const { rows } = await database.transaction().execute(async (transaction) => {
    // The operator, unlike the function, is answered by the index, and has its bound from here. Strict: a word is held
    // against whole words, never against the end of one and the beginning of the next.
    await sql`select set_config('pg_trgm.strict_word_similarity_threshold', ${String(alike)}, true)`.execute(
      transaction,
    );
    return sql`
      select p.document, p.ordinal
      from unnest(${words}::text[]) word
      join knowledge.passages p on p.text %>> word
      join knowledge.documents d on d.id = p.document
      join knowledge.sources s on s.name = d.source
      where ${mayRead(groups)}
      group by p.document, p.ordinal
      order by sum(strict_word_similarity(word, p.text)) desc, p.document, p.ordinal
      limit ${limit}
    `.execute(transaction);
  });
  return z.array(Row).parse(rows);
}
