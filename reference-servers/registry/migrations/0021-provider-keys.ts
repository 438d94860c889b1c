/** The public keys that the identity providers gave last. */
import { type Kysely, sql } from "kysely";

export async function up(database: Kysely<unknown>): Promise<void> {
  await sql`
    create table registry.provider_keys (
      issuer text primary key,
      keys text not null,
      read_at bigint not null,
      seal text not null
    )
  `.execute(database);
}
