/**
 * Editors that people paired. A person's tokens of the identity provider move into a table of their own, because a
 * session at the inbox and the pairings that were allowed in it share them. People who are signed in at the inbox must
 * sign in again, because it is not recorded when they proved who they are.
 */
import { type Kysely, sql } from "kysely";

export async function up(database: Kysely<unknown>): Promise<void> {
  const schema = database.schema.withSchema("registry");
  await schema
    .createTable("identity_tokens")
    .addColumn("id", "text", (column) => column.primaryKey())
    .addColumn("sealed", "text", (column) => column.notNull())
    .execute();

  await sql`delete from registry.web_sessions`.execute(database);
  await schema.alterTable("web_sessions").dropColumn("sealed_tokens").execute();
  await schema
    .alterTable("web_sessions")
    .addColumn("tokens", "text", (column) => column.notNull().references("registry.identity_tokens.id"))
    .execute();
  await schema
    .alterTable("web_sessions")
    .addColumn("sealed", "text", (column) => column.notNull())
    .execute();

  await schema
    .createTable("pairings")
    .addColumn("id", "text", (column) => column.primaryKey())
    .addColumn("code_digest", "text", (column) => column.notNull())
    .addColumn("thumbprint", "text", (column) => column.notNull())
    .addColumn("editor", "text", (column) => column.notNull())
    .addColumn("host", "text", (column) => column.notNull())
    .addColumn("folder", "text")
    .addColumn("address", "text", (column) => column.notNull())
    .addColumn("leg", "text")
    .addColumn("answer", "text")
    .addColumn("wrong_codes", "integer", (column) => column.notNull().defaultTo(0))
    .addColumn("asked_at", "timestamptz", (column) => column.notNull())
    .addColumn("expires_at", "timestamptz", (column) => column.notNull())
    .addColumn("user_name", "text")
    .addColumn("user_claim", "text")
    .addColumn("tokens", "text", (column) => column.references("registry.identity_tokens.id"))
    .addColumn("allowed_at", "timestamptz")
    .addColumn("renewed_at", "timestamptz")
    .addColumn("ended", "text")
    .addColumn("seal", "text")
    .execute();
  await schema.createIndex("pairings_of_user").on("pairings").columns(["user_name", "expires_at"]).execute();
  await schema.createIndex("pairings_of_address").on("pairings").columns(["address", "expires_at"]).execute();

  await schema
    .createTable("used_proofs")
    .addColumn("digest", "text", (column) => column.primaryKey())
    .addColumn("expires_at", "timestamptz", (column) => column.notNull())
    .execute();
  await schema.createIndex("used_proofs_expiring").on("used_proofs").column("expires_at").execute();
}
