/**
 * When a signed-in person first opened an editor's ask. Such an ask keeps its place before asks that no person has
 * opened.
 */
import type { Kysely } from "kysely";

export async function up(database: Kysely<unknown>): Promise<void> {
  await database.schema.withSchema("registry").alterTable("pairings").addColumn("opened_at", "timestamptz").execute();
}
