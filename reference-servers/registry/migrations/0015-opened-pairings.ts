/** When a signed-in person first looked at an editor's ask: it keeps its place before asks at which nobody has looked. */
import type { Kysely } from "kysely";

export async function up(database: Kysely<unknown>): Promise<void> {
  await database.schema.withSchema("registry").alterTable("pairings").addColumn("opened_at", "timestamptz").execute();
}
