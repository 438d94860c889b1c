/**
 * Approvals: requests and their results, standing scopes, who may be the second person, the keys that sign grants, and
 * the audit, which cannot be changed. What a person was shown is stored as text, because JSON columns would reorder it
 * and refuse a NUL.
 */
import { type Kysely, sql } from "kysely";

export async function up(database: Kysely<unknown>): Promise<void> {
  const schema = database.schema.withSchema("registry");
  await schema
    .createTable("server_approvers")
    .addColumn("server", "text", (column) => column.primaryKey().references("registry.servers.name"))
    .addColumn("groups", sql`text[]`, (column) => column.notNull())
    .addColumn("decided_by", "text", (column) => column.notNull().check(sql`decided_by in ('manifest', 'operator')`))
    .addColumn("decided_at", "timestamptz", (column) => column.notNull().defaultTo(sql`now()`))
    .execute();
  // Servers that announced themselves before approvals existed name no approvers.
  await sql`update registry.servers set manifest = '{"approvers": []}' || manifest`.execute(database);

  await schema
    .createTable("approval_scopes")
    .addColumn("id", "text", (column) => column.primaryKey())
    .addColumn("user_name", "text", (column) => column.notNull())
    .addColumn("server", "text", (column) => column.notNull())
    .addColumn("tool", "text", (column) => column.notNull())
    .addColumn("condition", "text", (column) => column.notNull())
    .addColumn("approved_by", "text", (column) => column.notNull())
    .addColumn("created_at", "timestamptz", (column) => column.notNull())
    .addColumn("expires_at", "timestamptz", (column) => column.notNull())
    .addColumn("revoked_at", "timestamptz")
    .addColumn("uses", "integer", (column) => column.notNull().defaultTo(0))
    .execute();
  await schema
    .createIndex("approval_scopes_of_user")
    .on("approval_scopes")
    .columns(["user_name", "expires_at"])
    .execute();

  await schema
    .createTable("approvals")
    .addColumn("id", "text", (column) => column.primaryKey())
    .addColumn("server", "text", (column) => column.notNull())
    .addColumn("user_name", "text", (column) => column.notNull())
    .addColumn("tool", "text", (column) => column.notNull())
    .addColumn("digest", "text", (column) => column.notNull())
    .addColumn("need", "text", (column) => column.notNull())
    .addColumn("policy_version", "text", (column) => column.notNull())
    .addColumn("view", "text", (column) => column.notNull())
    .addColumn("shown", "text", (column) => column.notNull())
    .addColumn("state", "text", (column) => column.notNull())
    .addColumn("requested_at", "timestamptz", (column) => column.notNull())
    .addColumn("expires_at", "timestamptz", (column) => column.notNull())
    .addColumn("decided_by", "text")
    .addColumn("decided_at", "timestamptz")
    .addColumn("reason", "text")
    .addColumn("scope", "text", (column) => column.references("registry.approval_scopes.id"))
    .addColumn("grant_id", "text", (column) => column.unique())
    .addColumn("call", "text")
    .addColumn("deadline", "timestamptz")
    .addColumn("handle", "text")
    .execute();
  // At most one open request for one call: a caller that asks again joins it.
  await sql`create unique index approvals_open on registry.approvals (server, user_name, tool, digest)
    where state in ('pending', 'approved')`.execute(database);
  await sql`create index approvals_same_call on registry.approvals (server, user_name, tool, digest)
    where state in ('consumed', 'outcome-unknown')`.execute(database);
  await sql`create index approvals_pending on registry.approvals (requested_at desc, id desc)
    where state = 'pending'`.execute(database);
  await sql`create index approvals_newest on registry.approvals (requested_at desc, id desc)`.execute(database);
  await sql`create index approvals_of_user on registry.approvals (user_name, requested_at desc, id desc)`.execute(
    database,
  );
  await sql`create index approvals_expiring on registry.approvals (expires_at)
    where state in ('pending', 'approved')`.execute(database);
  await sql`create index approvals_running on registry.approvals (server, deadline)
    where state in ('consumed', 'outcome-unknown')`.execute(database);

  await sql`create index approvals_of_scope on registry.approvals (scope)
    where state = 'approved'`.execute(database);

  await schema
    .createTable("grant_keys")
    .addColumn("kid", "text", (column) => column.primaryKey())
    .addColumn("public_key", "jsonb", (column) => column.notNull())
    .addColumn("sealed_private_key", "text", (column) => column.notNull())
    .addColumn("created_at", "timestamptz", (column) => column.notNull())
    .execute();

  await schema
    .createTable("audit")
    .addColumn("seq", "bigint", (column) => column.primaryKey())
    .addColumn("text", "text", (column) => column.notNull())
    .addColumn("hash", "text", (column) => column.notNull())
    .execute();
  await sql`create function registry.audit_is_append_only() returns trigger language plpgsql as $$
    begin raise exception 'The audit is append-only.'; end $$`.execute(database);
  await sql`create trigger audit_is_append_only before update or delete or truncate on registry.audit
    for each statement execute function registry.audit_is_append_only()`.execute(database);
}
