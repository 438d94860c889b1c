/** The proofs that were used, so that no proof is used twice, at any registry of this database. */

import { createHash } from "node:crypto";
import type { Proof } from "@drawbridge/hosted/dpop-proof";
import type { Database } from "../database.ts";

/** True for the first use of this proof, false for every later one. */
export async function isFirstUse(
  database: Database,
  { thumbprint, id, expiresAt }: Proof,
  now: Date,
): Promise<boolean> {
  await database.deleteFrom("used_proofs").where("expires_at", "<", now).execute();
  const inserted = await database
    .insertInto("used_proofs")
    .values({
      digest: createHash("sha256").update(`${thumbprint} ${id}`).digest("base64url"),
      expires_at: new Date(expiresAt + 1000),
    })
    .onConflict((conflict) => conflict.doNothing())
    .returning("digest")
    .executeTakeFirst();
  return inserted !== undefined;
}
