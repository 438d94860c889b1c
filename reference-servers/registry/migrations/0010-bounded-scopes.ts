/**
 * Standing approvals get bounds: a number of calls, and of rows in total. Those from before had no bounds, and cover
 * more than their sentence said. So without bounds they cover nothing any more, and their users are asked again.
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
