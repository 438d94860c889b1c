/** Sign-outs at the company's identity provider, for as long as a token that they end could live. */
import { type Kysely, sql } from "kysely";

export async function up(database: Kysely<unknown>): Promise<void> {
  await sql`
    create table registry.sign_outs (
      id bigint generated always as identity primary key,
      issuer text not null,
      /** The digest of the logout token's jti: a token counts once. */
      token_digest text not null,
      subject text,
      session text,
      at bigint not null,
      until bigint not null,
      unique (issuer, token_digest)
    )
  `.execute(database);
}
