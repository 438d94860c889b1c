/**
 * What the registry's own role may do with its tables. It may append to the audit. If the tables belong to another
 * role, it can neither change an entry nor switch off the triggers that protect the entries.
 */

import { type Kysely, sql } from "kysely";
import { advisoryLocks } from "./advisory-locks.ts";
import type { Tables } from "./database.ts";

/**
 * Lets `role` work with the registry's tables; `owner` owns them. It may read the audit and append to it, and no more.
 */
export async function grantWriter(owner: Kysely<Tables>, role: string): Promise<void> {
  const name = sql.id(role);
  await owner.transaction().execute(async (transaction) => {
    for (const statement of [
      sql`select pg_advisory_xact_lock(${advisoryLocks.databaseRoles})`,
      sql`grant usage on schema registry to ${name}`,
      sql`grant select, insert, update, delete on all tables in schema registry to ${name}`,
      sql`revoke all on registry.audit, registry.schema_changes, registry.kysely_migration, registry.kysely_migration_lock from ${name}`,
      sql`grant select, insert on registry.audit to ${name}`,
    ])
      await statement.execute(transaction);
  });
}

/** What the role of `database` could do to the audit besides appending; null if nothing. */
export async function powerOverAudit(database: Kysely<Tables>): Promise<string | null> {
  const { rows } = await sql<{ superuser: boolean; owner: boolean; changes: boolean }>`
    select r.rolsuper as superuser, pg_has_role(current_user, c.relowner, 'member') as owner,
      has_table_privilege(c.oid, 'update, delete, truncate, trigger') as changes
    from pg_class c, pg_roles r
    where c.oid = 'registry.audit'::regclass and r.rolname = current_user`.execute(database);
  const [power] = rows;
  if (power?.superuser) return "is a superuser";
  if (power?.owner) return "owns the audit's table";
  return power?.changes ? "may change the audit's entries" : null;
}
