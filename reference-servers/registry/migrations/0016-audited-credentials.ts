/**
 * Each audit entry names the paired editor or the passkey that it is about, so that an old row of one that has ended is
 * recognised when it comes back. The database reads the name from the entry's text, also for older entries.
 */
import { type Kysely, sql } from "kysely";

export async function up(database: Kysely<unknown>): Promise<void> {
  // Postgres writes the whole table again, which may take longer than the usual time limit of a statement.
  await sql`set local statement_timeout = 0`.execute(database);
  // Only these kinds are read as JSON. The text of another kind may hold what jsonb refuses (an escaped NUL).
  await sql`alter table registry.audit add column credential text generated always as (
    case
      when kind in ('editor-paired', 'editor-revoked') then text::jsonb #>> '{body,pairing}'
      when kind in ('passkey-added', 'passkey-removed') then text::jsonb #>> '{body,passkey}'
      when kind = 'passkeys-reset' then
        'passkeys of ' || (text::jsonb #>> '{body,claim}') || ' ' || (text::jsonb #>> '{body,user}')
    end) stored`.execute(database);
  await sql`create index audit_of_credential on registry.audit (credential, seq) where credential is not null`.execute(
    database,
  );
}
