/**
 * A few rows of the table that a call changes, for the user who makes the call. They are here only while the request waits.
 */
import type { Kysely } from "kysely";

export async function up(database: Kysely<unknown>): Promise<void> {
  await database.schema.withSchema("registry").alterTable("approvals").addColumn("sample", "text").execute();
}
