/** Finds corrections of a misspelt word: words of readable documents with a similar spelling (trigrams). */
import { sql } from "kysely";
import { z } from "zod";
import type { Database } from "../database.ts";
import { mayRead } from "../store/read-access.ts";
import type { Term } from "./bm25.ts";

/** Minimum share of trigrams that two words have in common. Swapping two letters in a word of nine leaves 0.43. */
const minSimilarity = 0.4;
/** Maximum corrections of one misspelt word. */
const maxCorrections = 3;

const Row = z.object({ lexeme: z.string(), weight: z.number() });

/**
 * The weight falls with the similarity. Only documents that a user in `groups` may read are used, so that a correction
 * reveals nothing about other documents.
 */
export async function similarWords(
  database: Database,
  misspelt: readonly string[],
  groups: readonly string[],
): Promise<readonly Term[]> {
  if (misspelt.length === 0) return [];
  const { rows } = await database.transaction().execute(async (transaction) => {
    // The operator % uses the index, unlike the function, and takes its threshold from this setting.
    await sql`select set_config('pg_trgm.similarity_threshold', ${String(minSimilarity)}, true)`.execute(transaction);
    return sql`
      select lexeme, max(weight) as weight from (
        select w.word as lexeme, similarity(w.word, said)::float8 ^ 2 as weight,
          row_number() over (partition by said order by similarity(w.word, said) desc, w.word) as place
        from unnest(${misspelt}::text[]) said join knowledge.words w on w.word % said
        where exists (
          select from knowledge.passages p
          join knowledge.documents d on d.id = p.document
          join knowledge.sources s on s.name = d.source
          where p.search @@ w.word::tsquery and ${mayRead(groups)}
        )
      ) best
      where place <= ${maxCorrections} group by lexeme order by lexeme
    `.execute(transaction);
  });
  return z.array(Row).parse(rows);
}
