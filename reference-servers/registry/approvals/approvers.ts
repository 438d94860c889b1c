/**
 * The groups whose members may be the second person for a server. The registry seals their rows, and the newest entry
 * in the audit must agree with the row. Groups that another program wrote or brought back do not count.
 */
import { AuditEvent } from "@drawbridge/contracts/audit";
import { sql } from "kysely";
import { appendAudit, approversSubject } from "../audit/append.ts";
import type { Database } from "../database.ts";
import type { RowSeals } from "../row-seals.ts";
import type { SealedDatabase } from "./transition.ts";

/**
 * Empty if the row is not as the registry wrote it. Then the server has no second person until the operator names the
 * groups again.
 */
export async function approversOf({ database, seals }: SealedDatabase, server: string): Promise<string[]> {
  const row = await database
    .selectFrom("server_approvers")
    .select(["groups", "seal"])
    .where("server", "=", server)
    .executeTakeFirst();
  if (row === undefined || !isWhole(seals, server, row)) return [];
  return (await isNewest(database, server, row.groups)) ? row.groups : [];
}

/** The servers for which a member of `groups` may be the second person. */
export async function serversApprovedBy(sealed: SealedDatabase, groups: readonly string[]): Promise<string[]> {
  const rows = await sealed.database
    .selectFrom("server_approvers")
    .select(["server", "groups", "seal"])
    .where(sql<boolean>`groups && ${[...groups]}::text[]`)
    .execute();
  return rows.filter((row) => isWhole(sealed.seals, row.server, row)).map(({ server }) => server);
}

/** Stores the groups that a server's manifest names, once. Groups that are stored already do not change. */
export async function adoptApprovers(
  { database, seals }: SealedDatabase,
  server: string,
  groups: string[],
): Promise<void> {
  await database
    .insertInto("server_approvers")
    .values({ server, groups, decided_by: "manifest", seal: sealOf(seals, server, groups) })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

/**
 * Stores an operator's decision about who may be the second person. It is audited because it changes an access control.
 * False if the server does not exist.
 */
export async function decideApprovers(
  { database, seals }: SealedDatabase,
  server: string,
  groups: string[],
): Promise<boolean> {
  return database.transaction().execute(async (transaction) => {
    const now = new Date();
    const { numUpdatedRows } = await transaction
      .updateTable("server_approvers")
      .set({ groups, decided_by: "operator", decided_at: now, seal: sealOf(seals, server, groups) })
      .where("server", "=", server)
      .executeTakeFirst();
    if (numUpdatedRows === 0n) return false;
    await appendAudit(transaction, [{ kind: "approvers-changed", body: { server, groups, by: "operator" } }], now);
    return true;
  });
}

/** Seals the rows that exist at the upgrade that introduced seals. It never seals them later. */
export async function sealApprovers(database: Database, seals: RowSeals): Promise<void> {
  const rows = await database.selectFrom("server_approvers").select(["server", "groups"]).execute();
  for (const { server, groups } of rows)
    await database
      .updateTable("server_approvers")
      .set({ seal: sealOf(seals, server, groups) })
      .where("server", "=", server)
      .execute();
}

async function isNewest(database: Database, server: string, groups: readonly string[]): Promise<boolean> {
  const last = await database
    .selectFrom("audit")
    .select("text")
    .where("subject", "=", approversSubject(server))
    .orderBy("seq", "desc")
    .limit(1)
    .executeTakeFirst();
  if (last === undefined) return true;
  return JSON.stringify(AuditEvent.parse(JSON.parse(last.text)).body.groups) === JSON.stringify(groups);
}

const sealOf = (seals: RowSeals, server: string, groups: readonly string[]): string =>
  seals.seal("approvers", { server, groups });

const isWhole = (
  seals: RowSeals,
  server: string,
  { groups, seal }: { readonly groups: readonly string[]; readonly seal: string | null },
): boolean => seals.check("approvers", { server, groups }, seal) === "whole";
