/**
 * Versions of servers, the reviews of each, and the policies that reviews became. A server without an approved version is
 * used as before, by what it announces.
 */
import { type Kysely, sql } from "kysely";

export async function up(database: Kysely<unknown>): Promise<void> {
  await sql`
    create table registry.server_versions (
      server text not null references registry.servers (name) on delete cascade,
      number integer not null,
      /** Of everything that an approval binds. */
      digest text not null,
      manifest jsonb not null,
      /** Null where the server said no schemas of its tools. */
      tools jsonb,
      /** tool name → fingerprint */
      fingerprints jsonb not null,
      state text not null,
      /** Null where the server announced it by itself. */
      submitted_by text,
      submitted_claim text,
      submitted_at timestamptz not null default now(),
      /** Who last changed the state, and why. */
      state_by text,
      state_claim text,
      state_at timestamptz,
      why text,
      /** Grows with each change, so that two people who change it at once notice. */
      revision integer not null default 0,
      primary key (server, number),
      unique (server, digest)
    )
  `.execute(database);
  await sql`
    create unique index server_versions_current on registry.server_versions (server)
      where state in ('approved', 'suspended', 'retired')
  `.execute(database);
  await sql`
    create table registry.server_reviews (
      server text not null,
      version integer not null,
      kind text not null,
      verdict text not null,
      /** The whole review as the reviewer confirmed it. */
      content jsonb not null,
      reviewer text not null,
      reviewer_claim text not null,
      at timestamptz not null,
      seal text not null,
      primary key (server, version, kind),
      foreign key (server, version) references registry.server_versions (server, number) on delete cascade
    )
  `.execute(database);
  await sql`
    create table registry.server_policies (
      server text not null references registry.servers (name) on delete cascade,
      number integer not null,
      version integer not null,
      /** open, suspended or retired */
      state text not null,
      policy jsonb not null,
      decided_by text not null,
      decided_claim text not null,
      decided_at timestamptz not null,
      why text not null,
      seal text not null,
      primary key (server, number)
    )
  `.execute(database);
  await sql`
    create index audit_policies on registry.audit (subject, seq desc) where kind = 'policy-changed'
  `.execute(database);
  await sql`alter table registry.servers add column version integer`.execute(database);
  await sql`alter table registry.server_instances add column version integer`.execute(database);
}

export async function down(database: Kysely<unknown>): Promise<void> {
  await sql`alter table registry.server_instances drop column version`.execute(database);
  await sql`alter table registry.servers drop column version`.execute(database);
  await sql`drop index registry.audit_policies`.execute(database);
  await sql`drop table registry.server_policies`.execute(database);
  await sql`drop table registry.server_reviews`.execute(database);
  await sql`drop table registry.server_versions`.execute(database);
}
