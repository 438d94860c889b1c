/**
 * Adds what list_sources says of files that are no documents, and by which version of the index each passage is stored.
 * Passages from before have version 1, and so have those that an older server stores during an upgrade.
 */
import { type Kysely, sql } from "kysely";

export async function up(database: Kysely<unknown>): Promise<void> {
  await sql`alter table knowledge.sources add column skipped jsonb not null default '[]'`.execute(database);
  await sql`alter table knowledge.passages add column index_version integer not null default 1`.execute(database);
  await sql`create index on knowledge.passages (index_version)`.execute(database);
}
