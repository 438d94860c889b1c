/** The pairings that a person has, and how they end one: at the inbox, or by signing the editor out. */
import type { Database } from "../database.ts";
import { pairingOf, stateOf } from "./pairing.ts";
import { endPairing, type PairingRows } from "./pairing-rows.ts";
import type { Pairings } from "./pairings.ts";

export function pairingEnds(
  database: Database,
  { step, believed }: PairingRows,
  now: () => Date,
): Pick<Pairings, "list" | "revoke" | "signOut"> {
  return {
    async list({ user, claim }) {
      const rows = await database
        .selectFrom("pairings")
        .selectAll()
        .where("user_name", "=", user)
        .where("user_claim", "=", claim)
        .where("ended", "is", null)
        .where("expires_at", ">", now())
        .orderBy("allowed_at", "desc")
        .execute();
      return (await believed(rows.map(pairingOf))).filter(({ ended }) => ended === null);
    },
    revoke: (id, { user, claim }) =>
      step(
        id,
        async (pairing, transaction, happenings) => {
          if (pairing.user !== user || pairing.claim !== claim || stateOf(pairing, now()) !== "allowed") return false;
          happenings.push(await endPairing(pairing, transaction, "revoked"));
          return true;
        },
        false,
      ),
    signOut: (id, thumbprint) =>
      step(
        id,
        async (pairing, transaction, happenings) => {
          if (pairing.thumbprint !== thumbprint) return false;
          const state = stateOf(pairing, now());
          if (state === "waiting") await endPairing(pairing, transaction, "signed-out");
          if (state === "allowed") happenings.push(await endPairing(pairing, transaction, "signed-out"));
          return true;
        },
        false,
      ),
  };
}
