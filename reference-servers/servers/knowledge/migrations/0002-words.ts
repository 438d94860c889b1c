/** Creates the table of words in documents, so that a misspelt word is compared with words and not with whole texts. */
import { type Kysely, sql } from "kysely";

export async function up(database: Kysely<unknown>): Promise<void> {
  await sql`drop index knowledge.passages_text_idx`.execute(database);
  await sql`create table knowledge.words (word text primary key)`.execute(database);
  await sql`
    insert into knowledge.words
    select word from ts_stat('select search from knowledge.passages') where word ~ '^[[:alpha:]][[:alnum:]]{2,39}$'
  `.execute(database);
  await sql`create index on knowledge.words using gin (word gin_trgm_ops)`.execute(database);
}
