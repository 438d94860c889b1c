/**
 * Passkeys as SQL. Each row is sealed, and the audit has the last word on it: a key that something else than the registry
 * put in or brought back is none.
 */

import { type Selectable, sql } from "kysely";
import type { SealedDatabase } from "../approvals/transition.ts";
import { passkeysInForce } from "../audit/credentials.ts";
import type { Database, Tables } from "../database.ts";
import type { RowSeals, SealedFields } from "../row-seals.ts";
import type { Owner } from "./challenge.ts";

export interface Passkey extends Owner {
  /** The credential's id, as base64url. */
  readonly id: string;
  readonly label: string;
  /** COSE key, as base64url. */
  readonly publicKey: string;
  /** Signatures so far, as the authenticator counts them; 0 where it counts none. */
  readonly counter: number;
  readonly createdAt: Date;
  readonly usedAt: Date | null;
}

/** A person's passkeys, the oldest first. */
export async function passkeysOf({ database, seals }: SealedDatabase, { user, claim }: Owner): Promise<Passkey[]> {
  const rows = await database
    .selectFrom("passkeys")
    .selectAll()
    .where("user_name", "=", user)
    .where("user_claim", "=", claim)
    .orderBy("created_at")
    .execute();
  const whole = rows.flatMap((row) => {
    const passkey = passkeyOf(row);
    return isWhole(passkey, row.seal, seals) ? [passkey] : [];
  });
  return passkeysInForce(database, { user, claim }, whole);
}

/**
 * Brings the passkeys of people under their ids of another claim; answers with how many were moved. Only a passkey that
 * was good is sealed again, so one that something else than the registry put in or brought back stays none.
 */
export async function movePasskeys(
  { database, seals }: SealedDatabase,
  { from, to, newIds }: { readonly from: string; readonly to: string; readonly newIds: ReadonlyMap<string, string> },
): Promise<number> {
  const rows = await database
    .selectFrom("passkeys")
    .selectAll()
    .where("user_claim", "=", from)
    .where(sql<boolean>`user_name = any(${[...newIds.keys()]}::text[])`)
    .orderBy("id")
    .forUpdate()
    .execute();
  for (const row of rows) {
    const passkey = passkeyOf(row);
    const next = { ...passkey, user: newIds.get(passkey.user) ?? passkey.user, claim: to };
    const whole = isWhole(passkey, row.seal, seals) ? [passkey] : [];
    const isGood = (await passkeysInForce(database, passkey, whole)).length > 0;
    const seal = isGood ? sealOf(next, seals) : row.seal;
    await database
      .updateTable("passkeys")
      .set({ user_name: next.user, user_claim: to, seal })
      .where("id", "=", row.id)
      .execute();
  }
  return rows.length;
}

/** False where a passkey of this id is here already. */
export async function insertPasskey({ database, seals }: SealedDatabase, passkey: Passkey): Promise<boolean> {
  const { numInsertedOrUpdatedRows } = await database
    .insertInto("passkeys")
    .values({
      ...{ id: passkey.id, user_name: passkey.user, user_claim: passkey.claim, label: passkey.label },
      ...{ public_key: passkey.publicKey, counter: passkey.counter, created_at: passkey.createdAt },
      seal: sealOf(passkey, seals),
    })
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirst();
  return numInsertedOrUpdatedRows === 1n;
}

/** Keeps a use. False where another use came first. */
export async function keepUse({ database, seals }: SealedDatabase, before: Passkey, counter: number, now: Date) {
  const { numUpdatedRows } = await database
    .updateTable("passkeys")
    .set({ counter, used_at: now, seal: sealOf({ ...before, counter }, seals) })
    .where("id", "=", before.id)
    .where("counter", "=", String(before.counter))
    .executeTakeFirst();
  return numUpdatedRows === 1n;
}

export async function deletePasskeys(database: Database, { user, claim }: Owner, id?: string): Promise<number> {
  const { numDeletedRows } = await database
    .deleteFrom("passkeys")
    .where("user_name", "=", user)
    .where("user_claim", "=", claim)
    .$if(id !== undefined, (query) => query.where("id", "=", id ?? ""))
    .executeTakeFirst();
  return Number(numDeletedRows);
}

const passkeyOf = (row: Selectable<Tables["passkeys"]>): Passkey => ({
  ...{ id: row.id, user: row.user_name, claim: row.user_claim, label: row.label, publicKey: row.public_key },
  ...{ counter: Number(row.counter), createdAt: row.created_at, usedAt: row.used_at },
});

const isWhole = (passkey: Passkey, seal: string | null, seals: RowSeals): boolean =>
  seals.check("passkey", sealedFields(passkey), seal) === "whole";

const sealOf = (passkey: Passkey, seals: RowSeals): string => seals.seal("passkey", sealedFields(passkey));

/** When it was used last is a record, and opens nothing. */
const sealedFields = ({ usedAt: _, createdAt, ...fields }: Passkey): SealedFields => ({
  ...fields,
  createdAt: createdAt.toISOString(),
});
