/**
 * Editors that wait for their person. Any program can make a key and ask, so the number of asks is bounded. No editor
 * is refused because of other asks, so an ask that no person has opened gives its place to a newer one.
 */
import { sql } from "kysely";
import type { Database } from "../database.ts";

/**
 * Removes asks until at most `max` wait. It first removes those that no signed-in person has opened; among them, those
 * of the address with the most asks; and among these, the oldest.
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
