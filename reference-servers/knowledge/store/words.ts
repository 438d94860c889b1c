/** The words that kept documents have, as full text stores them: what a misspelt one may have been meant to be. */
import { sql } from "kysely";
import type { Database, Within } from "../database.ts";

/** Other lexemes (addresses, numbers) are not what people misspell. */
const asWord = sql`'^[[:alpha:]][[:alnum:]]{2,39}$'`;

/** Keeps those of a document's passages. In order, so that documents kept at the same time do not wait for each other in a circle. */
export async function keepWords(within: Within, document: string): Promise<void> {
  await sql`
    insert into knowledge.words
    select distinct lexeme from knowledge.passages p, unnest(p.search)
    where p.document = ${document} and lexeme ~ ${asWord} order by lexeme
    on conflict do nothing
  `.execute(within);
}

/** Forgets those that no passage has any more. */
export async function forgetWords(database: Database): Promise<void> {
  await sql`
    delete from knowledge.words w
    where not exists (select from ts_stat('select search from knowledge.passages') s where s.word = w.word)
  `.execute(database);
}
