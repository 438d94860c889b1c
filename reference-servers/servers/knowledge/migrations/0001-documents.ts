/**
 * Creates the tables of documents and passages (searched by words with tsvector and by letters with trigrams), of their
 * authors, and of root causes.
 */
import { type Kysely, sql } from "kysely";

export async function up(database: Kysely<unknown>): Promise<void> {
  // A trusted extension since Postgres 13: the owner of a database may create it.
  await sql`create extension if not exists pg_trgm`.execute(database);
  await sql`
    create table knowledge.sources (
      name text primary key,
      title text not null,
      kind text not null,
      groups text[] not null,
      -- Whether the settings still list it. No user can read the documents of a source that they do not list.
      active boolean not null,
      synced_at timestamptz,
      problems jsonb not null default '[]'
    )`.execute(database);
  await sql`
    create table knowledge.documents (
      id text primary key,
      source text not null references knowledge.sources (name),
      path text not null,
      title text not null,
      url text not null,
      -- Who may read it; the source's where null.
      groups text[],
      digest text not null,
      -- What its file looked like from outside when it was read.
      signature text,
      passages integer not null,
      changed_at timestamptz not null,
      changed_by text,
      unique (source, path)
    )`.execute(database);
  await sql`
    create table knowledge.passages (
      document text not null references knowledge.documents (id) on delete cascade,
      ordinal integer not null,
      headings text[] not null,
      text text not null,
      words integer not null,
      search tsvector not null,
      primary key (document, ordinal)
    )`.execute(database);
  await sql`create index on knowledge.passages using gin (search)`.execute(database);
  await sql`create index on knowledge.passages using gin (text gin_trgm_ops)`.execute(database);
  await sql`
    create table knowledge.revisions (
      document text not null,
      written_at timestamptz not null,
      written_by text not null,
      title text not null,
      url text not null,
      text text not null
    )`.execute(database);
  await sql`create index on knowledge.revisions (document)`.execute(database);
  await sql`
    create table knowledge.root_causes (
      id text primary key,
      document text not null references knowledge.documents (id) on delete cascade,
      cause text not null,
      fingerprint text not null,
      text text not null,
      recorded_at timestamptz not null,
      record jsonb not null
    )`.execute(database);
  await sql`create index on knowledge.root_causes (fingerprint)`.execute(database);
  await sql`create index on knowledge.root_causes (cause)`.execute(database);
}
