/** The sign-outs that providers reported, shared by all registries of one database. */
import { createHash } from "node:crypto";
import { maxTokenAgeSeconds, type SignOutPage } from "@drawbridge/contracts/sign-outs";
import type { LogoutToken } from "@drawbridge/hosted/logout-token";
import { sql } from "kysely";
import { advisoryLocks } from "../advisory-locks.ts";
import type { Database } from "../database.ts";

const pageSize = 10_000;

/**
 * Stores what a logout token says; false if that token was stored before. `now`: seconds since 1970. Sign-outs whose time
 * is over are deleted.
 */
export function keepSignOut(database: Database, token: LogoutToken, now: number): Promise<boolean> {
  const { issuer, subject, session, issuedAt: at, id } = token;
  const digest = createHash("sha256").update(id).digest("base64url");
  return database.transaction().execute(async (transaction) => {
    // Readers go on from the highest id that they saw, so rows must become visible in the order of their ids.
    await sql`select pg_advisory_xact_lock(${advisoryLocks.signOuts})`.execute(transaction);
    await transaction.deleteFrom("sign_outs").where("until", "<", String(now)).execute();
    const { numInsertedOrUpdatedRows } = await transaction
      .insertInto("sign_outs")
      .values({ issuer, token_digest: digest, subject, session, at, until: now + maxTokenAgeSeconds })
      .onConflict((conflict) => conflict.doNothing())
      .executeTakeFirstOrThrow();
    return numInsertedOrUpdatedRows === 1n;
  });
}

/** A database that was set back to a backup has lower ids than its readers saw. They then begin again. */
export async function signOutsAfter(database: Database, after: number): Promise<SignOutPage> {
  const rows = await database
    .selectFrom("sign_outs")
    .select(["id", "issuer", "subject", "session", "at", "until"])
    .where(
      "id",
      ">",
      sql<string>`case when ${after} > (select coalesce(max(id), 0) from registry.sign_outs) then 0 else ${after}::bigint end`,
    )
    .orderBy("id")
    .limit(pageSize)
    .execute();
  const signOuts = rows.map(({ at, until, id: _, ...rest }) => ({ ...rest, at: Number(at), until: Number(until) }));
  return { signOuts, cursor: Number(rows.at(-1)?.id ?? after), more: rows.length === pageSize };
}
