/**
 * The stored pairings: which of them are believed, and the one way to change one. A step locks the row, and writes what gives
 * or removes power into the audit in the same transaction.
 */
import { appendAudit, type Happening } from "../audit/append.ts";
import { pairingsInForce } from "../audit/credentials.ts";
import type { Database } from "../database.ts";
import type { RowSeals } from "../row-seals.ts";
import { type Pairing, pairingOf } from "./pairing.ts";
import { isSealed } from "./pairing-seal.ts";

/** Changes a locked pairing, and adds what the audit has to hold. */
export type Act<T> = (pairing: Pairing, transaction: Database, happenings: Happening[]) => Promise<T>;

export interface PairingRows {
  /** Null if there is no such pairing. */
  find(id: string): Promise<Pairing | null>;
  /** A row that another program wrote, changed or brought back after its end allows nothing: it counts as revoked. */
  believed(rows: readonly Pairing[]): Promise<Pairing[]>;
  /** Takes one step on a locked row, and writes the audit entry for it. Returns `absent` if there is no such pairing. */
  step<T>(id: string, act: Act<T>, absent: T): Promise<T>;
}

export function pairingRows(database: Database, seals: RowSeals, now: () => Date): PairingRows {
  const rowOf = (id: string, from: Database = database) => from.selectFrom("pairings").selectAll().where("id", "=", id);

  const believed = async (rowsFound: readonly Pairing[], from: Database = database): Promise<Pairing[]> => {
    const opens = ({ allowedAt, ended }: Pairing): boolean => allowedAt !== null && ended === null;
    const sealed = rowsFound.filter((each) => opens(each) && isSealed(each, seals));
    const inForce = await pairingsInForce(
      from,
      sealed.map(({ id }) => id),
    );
    const good = new Set(sealed.filter(({ id }) => inForce.has(id)));
    return rowsFound.map((each) => (opens(each) && !good.has(each) ? { ...each, ended: "revoked" } : each));
  };
  const findIn = async (rows: ReturnType<typeof rowOf>, from: Database = database): Promise<Pairing | null> =>
    (await believed((await rows.execute()).map(pairingOf), from))[0] ?? null;
  const step: PairingRows["step"] = (id, act, absent) =>
    database.transaction().execute(async (transaction) => {
      const pairing = await findIn(rowOf(id, transaction).forUpdate(), transaction);
      if (pairing === null) return absent;
      const happenings: Happening[] = [];
      const result = await act(pairing, transaction, happenings);
      if (happenings.length > 0) await appendAudit(transaction, happenings, now());
      return result;
    });

  return { find: (id) => findIn(rowOf(id)), believed, step };
}

/** Ends a locked pairing. Returns what the audit has to hold if it had power. */
export async function endPairing(
  pairing: Pairing,
  transaction: Database,
  why: "refused" | "revoked" | "signed-out",
): Promise<Happening> {
  await transaction
    .updateTable("pairings")
    .set({ ended: why, tokens: null, answer: null, seal: null })
    .where("id", "=", pairing.id)
    .execute();
  return { kind: "editor-revoked", body: { ...auditBodyOf(pairing), why } };
}

/** What the audit says of a pairing. */
export const auditBodyOf = ({ id, user, editor, host, folder, thumbprint }: Pairing): Happening["body"] => ({
  ...{ pairing: id, user, editor, host, folder, key: thumbprint },
});
