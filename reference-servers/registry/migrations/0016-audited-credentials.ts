/**
 * The audit names the paired editor or the passkey that an entry is about, so that the old row of one which was ended is
 * known when it comes back. The database reads the name from the entry's text, of entries from before too.
 */
import { type Kysely, sql } from "kysely";

export async function up(database: Kysely<unknown>): Promise<void> {
  // Postgres writes the whole table again, which may take longer than a statement has otherwise.
  await sql`set local statement_timeout = 0`.execute(database);
  // Only these kinds are read as JSON: the text of another may hold what jsonb refuses (an escaped NUL).
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
