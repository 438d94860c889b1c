/** The names of people, for people to read beside the stable ids. */
import { type Kysely, sql } from "kysely";

export async function up(database: Kysely<unknown>): Promise<void> {
  await sql`
    create table registry.display_names (
      user_claim text not null,
      user_name text not null,
      name text not null,
      /** Whether a server said it, and no token that the registry verified. */
      by_server boolean not null,
      seal text not null,
      primary key (user_claim, user_name)
    )
  `.execute(database);
}
