/** What a misspelt word was meant to be: words of readable documents that are spelled almost like it (trigrams). */
import { sql } from "kysely";
import { z } from "zod";
import type { Database } from "../database.ts";
import { mayRead } from "../store/readers.ts";
import type { Term } from "./by-words.ts";

/** Share of trigrams that two words must have in common. Two letters swapped in a word of nine leave 0.43. */
const alike = 0.4;
/** Of one misspelt word. */
const mostMeant = 3;

const Row = z.object({ lexeme: z.string(), weight: z.number() });

/**
 * Weighs less the less alike it is. Only what somebody in `groups` may read is looked at, so that no other document shows
 * through what a word is taken for.
 */
export async function meant(
  database: Database,
  misspelt: readonly string[],
  groups: readonly string[],
): Promise<readonly Term[]> {
  if (misspelt.length === 0) return [];
  const { rows } = await database.transaction().execute(async (transaction) => {
    // The operator, unlike the function, is answered by the index, and has its bound from here.
    await sql`select set_config('pg_trgm.similarity_threshold', ${String(alike)}, true)`.execute(transaction);
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
      where place <= ${mostMeant} group by lexeme order by lexeme
    `.execute(transaction);
  });
  return z.array(Row).parse(rows);
}
