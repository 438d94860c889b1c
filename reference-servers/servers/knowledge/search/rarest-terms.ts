/** Chooses the words of a long question that say most about what is searched. */
import { sql } from "kysely";
import { z } from "zod";
import type { Database } from "../database.ts";
import { mayRead } from "../store/read-access.ts";
import { anyOf } from "./any-of.ts";
import type { Term } from "./bm25.ts";

const Row = z.object({ lexeme: z.string(), weight: z.number() });

/** A word in this many passages is common; more are not counted. */
const maxCounted = 1_000;

/**
 * Returns at most `limit` terms: those that readable documents have, the rarest by weight first. If they have none of
 * them, the first terms are returned, which may be misspelt. Only documents that a user in `groups` may read are counted,
 * so that the choice reveals nothing about other documents.
 */
export async function rarestTerms(
  database: Database,
  terms: readonly Term[],
  groups: readonly string[],
  limit: number,
): Promise<readonly Term[]> {
  const { rows } = await database.transaction().execute(async (transaction) => {
    // For each word, only its entry of the index is read. A plan that reads all passages would do so once for each word.
    await sql`select set_config('enable_seqscan', 'off', true)`.execute(transaction);
    return sql`
      select term.lexeme, term.weight
      from unnest(
        ${terms.map(({ lexeme }) => lexeme)}::text[],
        ${terms.map(({ lexeme }) => anyOf([lexeme]))}::text[],
        ${terms.map(({ weight }) => weight)}::float8[]
      ) term (lexeme, query, weight)
      cross join lateral (
        select count(*) as passages from (
          select
          from (select document from knowledge.passages where search @@ term.query::tsquery offset 0) p
          join knowledge.documents d on d.id = p.document
          join knowledge.sources s on s.name = d.source
          where ${mayRead(groups)}
          limit ${maxCounted}
        ) readable
      ) found
      where passages > 0
      order by term.weight * ln(1 + ${maxCounted}::float8 / passages) desc, term.lexeme
      limit ${limit}
    `.execute(transaction);
  });
  const rarest = z.array(Row).parse(rows);
  return rarest.length === 0 ? terms.slice(0, limit) : rarest;
}
