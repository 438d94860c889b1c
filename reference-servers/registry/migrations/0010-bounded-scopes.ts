/**
 * Standing approvals have bounds: calls, and rows in all. Those from before had none, and are wider than what their
 * sentence said: without bounds they cover nothing any more, and their users are asked again.
 */
import type { Kysely } from "kysely";

export async function up(database: Kysely<unknown>): Promise<void> {
  await database.schema
    .withSchema("registry")
    .alterTable("approval_scopes")
    .addColumn("max_uses", "integer")
    .addColumn("rows_used", "integer")
    .addColumn("max_rows", "integer")
    .execute();
}
