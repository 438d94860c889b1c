/**
 * What a server reported about an approved run besides its state: rows, time, and why it failed. Earlier runs have no
 * report.
 */
import type { Kysely } from "kysely";

export async function up(database: Kysely<unknown>): Promise<void> {
  await database.schema.withSchema("registry").alterTable("approvals").addColumn("run", "text").execute();
}
