/**
 * Passkeys of people who decide, and the challenges that wait for an answer. A passkey's row is sealed, so that
 * inserting a row by SQL adds no passkey.
 */
import type { Kysely } from "kysely";

export async function up(database: Kysely<unknown>): Promise<void> {
  const schema = database.schema.withSchema("registry");
  await schema
    .createTable("passkeys")
    .addColumn("id", "text", (column) => column.primaryKey())
    .addColumn("user_name", "text", (column) => column.notNull())
    .addColumn("user_claim", "text", (column) => column.notNull())
    .addColumn("label", "text", (column) => column.notNull())
    .addColumn("public_key", "text", (column) => column.notNull())
    .addColumn("counter", "bigint", (column) => column.notNull())
    .addColumn("created_at", "timestamptz", (column) => column.notNull())
    .addColumn("used_at", "timestamptz")
    .addColumn("seal", "text", (column) => column.notNull())
    .execute();
  await schema.createIndex("passkeys_of_user").on("passkeys").columns(["user_name", "user_claim"]).execute();
  await schema
    .createTable("passkey_challenges")
    .addColumn("challenge", "text", (column) => column.primaryKey())
    .addColumn("nonce", "text", (column) => column.notNull())
    .addColumn("expires_at", "timestamptz", (column) => column.notNull())
    .execute();
}
