/**
 * Editors that wait for their person. Anybody can make a key and ask, so their number is bounded; and nobody is refused
 * for what others asked, so an ask at which no person has looked gives its place to a newer one.
 */
import { sql } from "kysely";
import type { Database } from "../database.ts";

/**
 * Removes asks until at most `max` wait. First go those that no signed-in person has opened, of them those of the address
 * with the most asks, and of these the oldest.
 */
export async function makeRoom(transaction: Database, max: number, at: Date): Promise<void> {
  await sql`
    with waiting as (
      select id, asked_at, opened_at, count(*) over (partition by address) as of_address
      from registry.pairings
      where allowed_at is null and ended is null and expires_at > ${at}
    )
    delete from registry.pairings where id in (
      select id from waiting
      order by (opened_at is not null), of_address desc, asked_at, id
      limit greatest(0, (select count(*) from waiting) - ${max}::bigint)
    )`.execute(transaction);
}
