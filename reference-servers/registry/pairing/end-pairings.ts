/** Ends every pairing that people had by ids of a claim which is no longer used. */
import { sql } from "kysely";
import type { Database } from "../database.ts";

/**
 * Ends the valid pairings of these users of `claim`, and returns their ids. They are not moved to the new ids, because
 * the person typed the code and clicked Allow under the old id.
 */
export async function endPairings(
  database: Database,
  claim: string,
  users: readonly string[],
  now: Date,
): Promise<string[]> {
  const rows = await database
    .updateTable("pairings")
    .set({ ended: "revoked", tokens: null, answer: null, seal: null })
    .where("user_claim", "=", claim)
    .where(sql<boolean>`user_name = any(${users}::text[])`)
    .where("ended", "is", null)
    .where("expires_at", ">", now)
    .returning("id")
    .execute();
  return rows.map(({ id }) => id).sort();
}
