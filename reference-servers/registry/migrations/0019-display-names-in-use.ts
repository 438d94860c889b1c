/** When a name was last used, so that the names of people who are gone are deleted. */
import { type Kysely, sql } from "kysely";

export async function up(database: Kysely<unknown>): Promise<void> {
  // The default is for the rows that exist, and for an older registry that still writes some.
  await sql`alter table registry.display_names add column used_at timestamptz not null default now()`.execute(database);
}
