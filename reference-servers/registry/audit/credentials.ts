/**
 * What the audit says about paired editors and passkeys: whether each one is still valid, regardless of what its row
 * says.
 */
import { AuditEvent, type AuditKind } from "@drawbridge/contracts/audit";
import type { Database } from "../database.ts";

interface Entry {
  readonly seq: number;
  readonly kind: AuditKind;
  readonly at: string;
  readonly credential: string;
}

export interface AuditedPasskey {
  readonly id: string;
  readonly createdAt: Date;
}

/** Those of these pairings that a person allowed and that have not ended. The id of a pairing is used only once. */
export async function pairingsInForce(database: Database, ids: readonly string[]): Promise<ReadonlySet<string>> {
  const entries = await entriesOn(database, ["editor-paired", "editor-revoked"], ids);
  const over = new Set(entries.filter(({ kind }) => kind === "editor-revoked").map(({ credential }) => credential));
  return new Set(entries.map(({ credential }) => credential).filter((id) => !over.has(id)));
}

/**
 * Those of a person's passkeys whose adding is in the audit, without a removal or a reset after it. The entry of the
 * adding must be the first one of its time: an entry that is appended later does not add a passkey again.
 */
export async function passkeysInForce<Of extends AuditedPasskey>(
  database: Database,
  { user, claim }: { readonly user: string; readonly claim: string },
  passkeys: readonly Of[],
): Promise<Of[]> {
  const reset = `passkeys of ${claim} ${user}`;
  const names = [...passkeys.map(({ id }) => id), reset];
  const entries = await entriesOn(database, ["passkey-added", "passkey-removed", "passkeys-reset"], names);
  return passkeys.filter(({ id, createdAt }) => {
    const added = entries.find(
      ({ kind, at, credential }) => kind === "passkey-added" && credential === id && at === createdAt.toISOString(),
    );
    const ended = ({ seq, kind, credential }: Entry): boolean =>
      kind !== "passkey-added" && (credential === id || credential === reset) && seq > (added?.seq ?? 0);
    return added !== undefined && !entries.some(ended);
  });
}

/** The entries in order. */
async function entriesOn(
  database: Database,
  kinds: readonly AuditKind[],
  credentials: readonly string[],
): Promise<Entry[]> {
  if (credentials.length === 0) return [];
  const rows = await database
    .selectFrom("audit")
    .select(["text", "credential"])
    .where("credential", "in", credentials)
    .where("kind", "in", kinds)
    .orderBy("seq")
    .execute();
  return rows.map(({ text, credential }) => {
    const { seq, kind, at } = AuditEvent.parse(JSON.parse(text));
    return { seq, kind, at, credential: credential ?? "" };
  });
}
