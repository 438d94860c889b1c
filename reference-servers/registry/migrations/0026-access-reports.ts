/**
 * What people tell the owner of a server about their access: a denial that surprised them, or a request. And the groups by
 * which a person was last seen, so that an operator can ask "why" for them.
 */
import { type Kysely, sql } from "kysely";

export async function up(database: Kysely<unknown>): Promise<void> {
  await sql`
    create table registry.known_groups (
      user_claim text not null,
      user_name text not null,
      groups jsonb not null,
      surface text not null,
      seen_at timestamptz not null,
      primary key (user_claim, user_name)
    )
  `.execute(database);
  await sql`
    create table registry.access_reports (
      id text primary key,
      /** this-should-work, or access */
      kind text not null,
      server text not null references registry.servers (name) on delete cascade,
      /** Empty where it is about the whole server. */
      tool text not null,
      user_claim text not null,
      user_name text not null,
      /** In UTC. */
      day text not null,
      at timestamptz not null,
      note text not null,
      /** The whole answer to "why", as it was then. */
      answer jsonb not null,
      /** open, granted, needs-review or declined */
      state text not null default 'open',
      decided_by text,
      decided_claim text,
      decided_at timestamptz,
      outcome text,
      unique (user_claim, user_name, server, tool, day)
    )
  `.execute(database);
  await sql`create index access_reports_open on registry.access_reports (server, at) where state = 'open'`.execute(
    database,
  );
}

export async function down(database: Kysely<unknown>): Promise<void> {
  await sql`drop table registry.access_reports`.execute(database);
  await sql`drop table registry.known_groups`.execute(database);
}
