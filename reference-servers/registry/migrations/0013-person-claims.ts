/**
 * The claim of the token by which each stored id of a person is known. Ids of two claims may be equal and name two
 * people. Ids from before this column are known by `sub`.
 */
import { type Kysely, sql } from "kysely";

export async function up(database: Kysely<unknown>): Promise<void> {
  const schema = database.schema.withSchema("registry");
  for (const table of ["approvals", "approval_scopes", "calls"]) {
    await schema
      .alterTable(table)
      .addColumn("user_claim", "text", (column) => column.notNull().defaultTo("sub"))
      .execute();
  }
  await schema.dropIndex("approvals_open").execute();
  await sql`create unique index approvals_open on registry.approvals (server, user_name, user_claim, tool, digest)
    where state in ('pending', 'approved')`.execute(database);
}
