/**
 * People who are signed in at the web inbox. The table holds the digest of the cookie's value, and their tokens sealed.
 */
import type { Kysely } from "kysely";

export async function up(database: Kysely<unknown>): Promise<void> {
  await database.schema
    .withSchema("registry")
    .createTable("web_sessions")
    .addColumn("id_digest", "text", (column) => column.primaryKey())
    .addColumn("sealed_tokens", "text", (column) => column.notNull())
    .addColumn("created_at", "timestamptz", (column) => column.notNull())
    .addColumn("seen_at", "timestamptz", (column) => column.notNull())
    .execute();
}
