/** By which claim of the token each author is known, see contracts/person.ts. What was written before is known by `sub`. */
import { type Kysely, sql } from "kysely";

export async function up(database: Kysely<unknown>): Promise<void> {
  await sql`alter table knowledge.documents add column changed_by_claim text not null default 'sub'`.execute(database);
  await sql`alter table knowledge.revisions add column written_by_claim text not null default 'sub'`.execute(database);
}
