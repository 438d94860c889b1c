/** The provider's records and its key ring. A store from before there were migrations already has these tables. */
import { type Kysely, sql } from "kysely";

export async function up(database: Kysely<unknown>): Promise<void> {
  const schema = database.schema.withSchema("identity");
  await schema
    .createTable("record")
    .ifNotExists()
    .addColumn("kind", "text", (column) => column.notNull())
    .addColumn("id", "text", (column) => column.notNull())
    .addColumn("payload", "jsonb", (column) => column.notNull())
    .addColumn("expires_at", "timestamptz")
    .addPrimaryKeyConstraint("record_pkey", ["kind", "id"])
    .execute();
  await schema.createIndex("record_grant").ifNotExists().on("record").expression(sql`(payload->>'grantId')`).execute();
  await schema
    .createTable("key_ring")
    .ifNotExists()
    .addColumn("only_one", "boolean", (column) => column.primaryKey().check(sql`only_one`))
    .addColumn("ring", "jsonb", (column) => column.notNull())
    .execute();
}
