/** A question as full text takes it: its words, each with what it is stored as. */
import { sql } from "kysely";
import { z } from "zod";
import type { Database } from "../database.ts";
import { nameParts } from "../reading/name-parts.ts";
import { visible } from "../reading/visible.ts";

const Word = z.object({ word: z.string(), lexeme: z.string() });
export type Word = z.infer<typeof Word>;

/** More tell no question apart, and each costs. */
const mostWords = 24;

/** Words that carry no meaning are left out; each of the others comes once. */
export async function queryWords(database: Database, query: string): Promise<readonly Word[]> {
  const text = visible(query);
  const { rows } = await sql`
    select distinct on (lexeme) min(token) as word, lexeme
    from ts_debug('english', ${`${text} ${nameParts(text)}`}), unnest(lexemes) as lexeme
    group by lexeme order by lexeme limit ${mostWords}
  `.execute(database);
  return z.array(Word).parse(rows);
}

/**
 * `lexemes` as the text of a tsquery that any of them fulfils. Each is quoted, so that none is read as an operator
 * (Postgres documentation, 8.11.2).
 */
export const anyOf = (lexemes: readonly string[]): string =>
  lexemes.map((lexeme) => `'${lexeme.replaceAll("\\", "\\\\").replaceAll("'", "''")}'`).join(" | ");
