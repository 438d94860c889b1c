/** What a server said of an approved run besides its state: rows, time, why it failed. Earlier runs have none. */
import type { Kysely } from "kysely";

export async function up(database: Kysely<unknown>): Promise<void> {
  await database.schema.withSchema("registry").alterTable("approvals").addColumn("run", "text").execute();
}
