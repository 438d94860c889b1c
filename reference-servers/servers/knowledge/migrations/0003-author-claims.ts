/**
 * Adds the claim of the token that identifies each author (contracts/person.ts). Earlier rows are identified by `sub`.
 */
import { type Kysely, sql } from "kysely";

export async function up(database: Kysely<unknown>): Promise<void> {
  await sql`alter table knowledge.documents add column changed_by_claim text not null default 'sub'`.execute(database);
  await sql`alter table knowledge.revisions add column written_by_claim text not null default 'sub'`.execute(database);
}
