/**
 * The registry's two database roles. One owns the tables and changes their schema; the other reads and writes rows. The
 * second can append to the audit, but can neither change it nor switch off what guards it. No other part reaches these
 * tables.
 */
import { createHmac } from "node:crypto";
import type pg from "pg";

export interface RegistryRoles {
  /** Connects as the role under which the registry runs. */
  readonly url: string;
  /** Connects as the owner of its tables, for migrations. */
  readonly ownerUrl: string;
}

const owner = "drawbridge_registry_owner";
const writer = "drawbridge_registry";

/**
 * Creates the roles, and gives the tables to their owner where another role owned them until now. `client` is a
 * superuser's connection to the database. Passwords are derived from `secret`, the superuser's own password.
 */
export async function ensureRegistryRoles(client: pg.Client, secret: string, at: string): Promise<RegistryRoles> {
  const passwordOf = (role: string): string => createHmac("sha256", secret).update(role).digest("base64url");
  for (const role of [owner, writer]) {
    const { rowCount } = await client.query("select from pg_roles where rolname = $1", [role]);
    if (rowCount === 0) await client.query(`create role ${role} login password '${passwordOf(role)}'`);
  }
  await client.query(`grant create on database drawbridge to ${owner}`);
  await client.query(handOver);
  const urlOf = (role: string): string => `postgres://${role}:${passwordOf(role)}@${at}/drawbridge`;
  return { url: urlOf(writer), ownerUrl: urlOf(owner) };
}

const handOver = `do $$ declare each record; begin
  if not exists (select from pg_namespace where nspname = 'registry') then return; end if;
  alter schema registry owner to ${owner};
  for each in select c.relname from pg_class c
    where c.relnamespace = 'registry'::regnamespace and c.relkind in ('r', 'p', 'v') and c.relowner <> '${owner}'::regrole
  loop execute format('alter table registry.%I owner to ${owner}', each.relname); end loop;
  for each in select p.oid::regprocedure as name from pg_proc p
    where p.pronamespace = 'registry'::regnamespace and p.proowner <> '${owner}'::regrole
  loop execute format('alter function %s owner to ${owner}', each.name); end loop;
end $$`;
