/**
 * The instances of each server, and which instance spent an approval. A server from before is one instance without a
 * name or lease.
 */
import { type Kysely, sql } from "kysely";

export async function up(database: Kysely<unknown>): Promise<void> {
  await sql`
    create table registry.server_instances (
      server text not null references registry.servers (name) on delete cascade,
      instance text not null,
      url text not null,
      manifest jsonb not null,
      started_at timestamptz not null default now(),
      lease_seconds integer,
      lease_until timestamptz,
      draining boolean not null default false,
      primary key (server, instance)
    )
  `.execute(database);
  await sql`
    insert into registry.server_instances (server, instance, url, manifest, started_at)
    select name, '', url, manifest, registered_at from registry.servers
  `.execute(database);
  await sql`alter table registry.approvals add column instance text`.execute(database);
}

export async function down(database: Kysely<unknown>): Promise<void> {
  await sql`alter table registry.approvals drop column instance`.execute(database);
  await sql`drop table registry.server_instances`.execute(database);
}
