/** An editor asks for its pairing, and a person opens the page of it. */
import { randomBytes } from "node:crypto";
import { pairingPath } from "@drawbridge/contracts/pairing";
import { sql } from "kysely";
import { advisoryLocks } from "../advisory-locks.ts";
import type { Database } from "../database.ts";
import { codeDigest, newCode } from "./pairing-code.ts";
import type { Pairings } from "./pairings.ts";
import { makeRoom } from "./waiting-asks.ts";

/** Milliseconds that a person has to type the code. */
const waitsMs = 10 * 60_000;
const pollMs = 1_000;
/** Maximum number of asks that wait at a time, in total. Behind a company's proxy all of them come from one address. */
const maxWaiting = 2_000;
/** Milliseconds for which a pairing that has ended stays readable. */
const rememberedMs = 60 * 60_000;

/** `url` is the registry's. */
export function pairingAsks(database: Database, url: string, now: () => Date): Pick<Pairings, "begin" | "opened"> {
  return {
    async begin({ editor, host, folder, leg }, { thumbprint, address }) {
      const at = now();
      const id = randomBytes(16).toString("base64url");
      const code = newCode();
      const expiresAt = new Date(at.getTime() + waitsMs);
      await database.transaction().execute(async (transaction) => {
        await sql`select pg_advisory_xact_lock(${advisoryLocks.pairingAsk})`.execute(transaction);
        await transaction
          .deleteFrom("pairings")
          .where("expires_at", "<", new Date(at.getTime() - rememberedMs))
          .execute();
        await makeRoom(transaction, maxWaiting - 1, at);
        await transaction
          .insertInto("pairings")
          .values({
            ...{ id, code_digest: codeDigest(id, code), thumbprint, editor, host, folder, address, leg },
            ...{ asked_at: at, expires_at: expiresAt },
          })
          .execute();
      });
      return { id, code, url: `${url}${pairingPath(id)}`, expiresAt: expiresAt.toISOString(), pollMs };
    },
    async opened(id) {
      await database
        .updateTable("pairings")
        .set({ opened_at: now() })
        .where("id", "=", id)
        .where("opened_at", "is", null)
        .execute();
    },
  };
}
