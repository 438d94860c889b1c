/** Stores the words of all documents, in the form of full text search. Misspelt words are corrected to one of them. */
import { sql } from "kysely";
import type { Database, DatabaseOrTransaction } from "../database.ts";

/** Only words are stored, because people do not misspell other lexemes (addresses, numbers). */
const asWord = sql`'^[[:alpha:]][[:alnum:]]{2,39}$'`;

/**
 * Stores the words of a document's passages. They are inserted in order, so that documents stored at the same time
 * cannot deadlock.
 */
export async function saveWords(within: DatabaseOrTransaction, document: string): Promise<void> {
  await sql`
    insert into knowledge.words
    select distinct lexeme from knowledge.passages p, unnest(p.search)
    where p.document = ${document} and lexeme ~ ${asWord} order by lexeme
    on conflict do nothing
  `.execute(within);
}

/** Deletes the words that no passage has any more. */
export async function deleteUnusedWords(database: Database): Promise<void> {
  await sql`
    delete from knowledge.words w
    where not exists (select from ts_stat('select search from knowledge.passages') s where s.word = w.word)
  `.execute(database);
}
