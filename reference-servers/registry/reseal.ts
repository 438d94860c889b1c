/**
 * While the root secret is changed, everything in the database that the one before has sealed is sealed again by the
 * current one, so that the one before can be removed: the keys of grants, people's tokens and their sessions.
 */
import { setTimeout as sleep } from "node:timers/promises";
import { acceptedOf, type Secret } from "@drawbridge/contracts/secret";
import type { Logger } from "pino";
import { z } from "zod";
import type { Database } from "./database.ts";
import { type Seal, sealFor } from "./seal.ts";

/** Milliseconds between two rounds. Another registry may go on sealing by the secret before until it knows the new one. */
const everyMs = 2_000;
/** Rows that are read at a time. */
const batch = 500;

interface Sealing {
  readonly database: Database;
  readonly rootSecret: Secret;
}

interface SealedRow {
  /** The row's key. */
  readonly id: string;
  readonly sealed: string;
}

/** Rows that one seal protects. */
interface SealedRows {
  readonly seal: Seal;
  /** What the seal of a row is bound to. */
  place(id: string): string;
  /** Whether the row is left to the registry that is changing it. */
  isBusy?(text: string): boolean;
  after(id: string): Promise<readonly SealedRow[]>;
  /** Writes `sealed` if the row still holds `before`. */
  replace(id: string, before: string, sealed: string): Promise<unknown>;
}

/** One round over all rows; resolves with the number of rows that were sealed again. */
export async function resealAll(sealing: Sealing): Promise<number> {
  let count = 0;
  for (const rows of [grantKeyRows(sealing), tokenRows(sealing), sessionRows(sealing)]) count += await reseal(rows);
  return count;
}

/** Goes on until it is closed, and does nothing while there is one root secret. */
export function resealRegularly(sealing: Sealing, log: Logger): { close(): Promise<void> } {
  const closing = new AbortController();
  const round = async (): Promise<void> => {
    if (acceptedOf(sealing.rootSecret).length === 1) return;
    const rows = await resealAll(sealing);
    if (rows > 0) log.info({ rows }, "rows are sealed by the current root secret now");
  };
  const rounds = async (): Promise<void> => {
    while (!closing.signal.aborted) {
      await round().catch((error: Error) => log.warn({ reason: error.message }, "rows could not be sealed again"));
      await sleep(everyMs, undefined, { signal: closing.signal, ref: false }).catch(() => {});
    }
  };
  const running = rounds();
  return {
    async close() {
      closing.abort();
      await running;
    },
  };
}

async function reseal({ seal, place, isBusy = () => false, after, replace }: SealedRows): Promise<number> {
  let count = 0;
  let rows = await after("");
  while (rows.length > 0) {
    for (const { id, sealed } of rows) {
      if (seal.isCurrent(sealed, place(id))) continue;
      const text = seal.open(sealed, place(id));
      if (text === null || isBusy(text)) continue;
      await replace(id, sealed, seal.seal(text, place(id)));
      count += 1;
    }
    rows = await after(rows.at(-1)?.id ?? "");
  }
  return count;
}

const grantKeyRows = ({ database, rootSecret }: Sealing): SealedRows => ({
  seal: sealFor("grant-signing-key", rootSecret),
  place: () => "",
  after: (id) =>
    database
      .selectFrom("grant_keys")
      .select(["kid as id", "sealed_private_key as sealed"])
      .where("kid", ">", id)
      .orderBy("kid")
      .limit(batch)
      .execute(),
  replace: (id, before, sealed) =>
    database
      .updateTable("grant_keys")
      .set({ sealed_private_key: sealed })
      .where("kid", "=", id)
      .where("sealed_private_key", "=", before)
      .execute(),
});

/** See inbox/identity-tokens.ts: a row that is marked belongs to the registry that renews its tokens. */
const Marked = z.object({ renewing: z.number() });

const tokenRows = ({ database, rootSecret }: Sealing): SealedRows => ({
  seal: sealFor("web-session", rootSecret),
  place: (id) => id,
  isBusy: (text) => Marked.safeParse(JSON.parse(text)).success,
  after: (id) =>
    database
      .selectFrom("identity_tokens")
      .select(["id", "sealed"])
      .where("id", ">", id)
      .orderBy("id")
      .limit(batch)
      .execute(),
  replace: (id, before, sealed) =>
    database.updateTable("identity_tokens").set({ sealed }).where("id", "=", id).where("sealed", "=", before).execute(),
});

const sessionRows = ({ database, rootSecret }: Sealing): SealedRows => ({
  seal: sealFor("web-session", rootSecret),
  place: (id) => id,
  after: (id) =>
    database
      .selectFrom("web_sessions")
      .select(["id_digest as id", "sealed"])
      .where("id_digest", ">", id)
      .orderBy("id_digest")
      .limit(batch)
      .execute(),
  replace: (id, before, sealed) =>
    database
      .updateTable("web_sessions")
      .set({ sealed })
      .where("id_digest", "=", id)
      .where("sealed", "=", before)
      .execute(),
});
