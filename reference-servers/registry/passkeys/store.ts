/**
 * Passkeys as SQL. Each row is sealed, and the audit must agree with it. A passkey that another program than the
 * registry inserted or brought back does not count.
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
  /** Number of signatures so far, as the authenticator counts them; 0 if it does not count. */
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
  const intact = rows.flatMap((row) => {
    const passkey = passkeyOf(row);
    return isWhole(passkey, row.seal, seals) ? [passkey] : [];
  });
  return passkeysInForce(database, { user, claim }, intact);
}

/**
 * Moves the passkeys of people to their ids of another claim. Returns how many it moved. Only a valid passkey is sealed
 * again, so one that another program inserted or brought back stays invalid.
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
    const intact = isWhole(passkey, row.seal, seals) ? [passkey] : [];
    const isGood = (await passkeysInForce(database, passkey, intact)).length > 0;
    const seal = isGood ? sealOf(next, seals) : row.seal;
    await database
      .updateTable("passkeys")
      .set({ user_name: next.user, user_claim: to, seal })
      .where("id", "=", row.id)
      .execute();
  }
  return rows.length;
}

/** False if a passkey of this id exists already. */
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

/** Records a use. False if another use came first. */
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

/** The time of the last use is only a record and permits nothing, so it is not sealed. */
const sealedFields = ({ usedAt: _, createdAt, ...fields }: Passkey): SealedFields => ({
  ...fields,
  createdAt: createdAt.toISOString(),
});
