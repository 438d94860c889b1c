/** The person's answer to an editor that asks: the code that they type, their no, and the identity provider's answer. */
import { sql } from "kysely";
import type { Database } from "../database.ts";
import type { RowSeals } from "../row-seals.ts";
import type { Deciding } from "../settings.ts";
import { type AllowRefusal, type Pairing, stateOf } from "./pairing.ts";
import { codeDigest } from "./pairing-code.ts";
import { auditBodyOf, endPairing, type PairingRows } from "./pairing-rows.ts";
import { sealOfPairing } from "./pairing-seal.ts";
import type { Allower, Pairings } from "./pairings.ts";

/** Editors of one person at a time. */
const maxOfPerson = 20;
const maxWrongCodes = 5;

export interface AllowParts {
  readonly rows: PairingRows;
  readonly deciding: Deciding;
  readonly seals: RowSeals;
}

export function allowEditor(
  database: Database,
  { rows: { step }, deciding, seals }: AllowParts,
  now: () => Date,
): Pick<Pairings, "allow" | "refuse" | "answered"> {
  return {
    allow: (id, code, by) =>
      step<AllowRefusal | null>(
        id,
        async (pairing, transaction, happenings) => {
          const at = now();
          if (stateOf(pairing, at) !== "waiting") return "over";
          if (pairing.codeDigest !== codeDigest(id, code)) return countWrongCode(pairing, transaction);
          if ((await editorsOf(by, transaction, at)) >= maxOfPerson) return "too-many";
          const until = new Date(at.getTime() + deciding.pairingSeconds * 1000);
          await storeAllowed(pairing, by, { at, until }, { transaction, seals });
          happenings.push({ kind: "editor-paired", body: { ...auditBodyOf(pairing), user: by.person.user } });
          return null;
        },
        "over",
      ),
    refuse: (id) =>
      step<void>(
        id,
        async (pairing, transaction) => {
          if (stateOf(pairing, now()) === "waiting") await endPairing(pairing, transaction, "refused");
        },
        undefined,
      ),
    async answered(id, answer) {
      const { numUpdatedRows } = await database
        .updateTable("pairings")
        .set({ answer })
        .where("id", "=", id)
        .where("allowed_at", "is not", null)
        .where("ended", "is", null)
        .where("leg", "is not", null)
        .where("answer", "is", null)
        .executeTakeFirst();
      return numUpdatedRows === 1n;
    },
  };
}

async function countWrongCode({ id, wrongCodes }: Pairing, transaction: Database): Promise<AllowRefusal> {
  const wrong = wrongCodes + 1;
  const over = wrong >= maxWrongCodes;
  await transaction
    .updateTable("pairings")
    .set({ wrong_codes: wrong, ended: over ? "refused" : null })
    .where("id", "=", id)
    .execute();
  return over ? "over" : "wrong-code";
}

/** How many editors the person has paired now. */
async function editorsOf({ person }: Allower, transaction: Database, at: Date): Promise<number> {
  const { count } = await transaction
    .selectFrom("pairings")
    .select(sql<string>`count(*)`.as("count"))
    .where("user_name", "=", person.user)
    .where("user_claim", "=", person.claim)
    .where("ended", "is", null)
    .where("expires_at", ">", at)
    .executeTakeFirstOrThrow();
  return Number(count);
}

async function storeAllowed(
  pairing: Pairing,
  by: Allower,
  { at, until }: { readonly at: Date; readonly until: Date },
  { transaction, seals }: { readonly transaction: Database; readonly seals: RowSeals },
): Promise<void> {
  const { user, claim } = by.person;
  const allowed = { ...pairing, user, claim, identity: by.tokens, allowedAt: at, expiresAt: until };
  await transaction
    .updateTable("pairings")
    .set({
      ...{ user_name: user, user_claim: claim, tokens: by.tokens, allowed_at: at, expires_at: until },
      seal: sealOfPairing(allowed, seals),
    })
    .where("id", "=", pairing.id)
    .execute();
}
