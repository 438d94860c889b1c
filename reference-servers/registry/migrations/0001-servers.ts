/**
 * Servers as they announced themselves, and who may reach each one. These are two tables, because a server does not
 * decide who may reach it.
 */
import { type Kysely, sql } from "kysely";

export async function up(database: Kysely<unknown>): Promise<void> {
  const schema = database.schema.withSchema("registry");
  await schema
    .createTable("servers")
    .addColumn("name", "text", (column) => column.primaryKey())
    .addColumn("manifest", "jsonb", (column) => column.notNull())
    .addColumn("url", "text", (column) => column.notNull())
    .addColumn("registered_at", "timestamptz", (column) => column.notNull().defaultTo(sql`now()`))
    .addColumn("changed_at", "timestamptz", (column) => column.notNull().defaultTo(sql`now()`))
    .execute();
  await schema
    .createTable("server_access")
    .addColumn("server", "text", (column) => column.primaryKey().references("registry.servers.name"))
    .addColumn("coarse", "jsonb", (column) => column.notNull())
    .addColumn("decided_by", "text", (column) => column.notNull().check(sql`decided_by in ('manifest', 'operator')`))
    .addColumn("decided_at", "timestamptz", (column) => column.notNull().defaultTo(sql`now()`))
    .execute();
}
