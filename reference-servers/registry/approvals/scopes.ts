/** Standing scopes as SQL: an approval by one user, for one server, tool and condition, for a limited time. */
import { ApprovalScope } from "@drawbridge/contracts/approvals";
import type { AuditedScope } from "@drawbridge/contracts/audit";
import { type Similar, similarSentence } from "@drawbridge/contracts/similar-calls";
import { sql } from "kysely";
import { z } from "zod";
import type { Database } from "../database.ts";
import { asSealed, type RowSeals, type SealedFields } from "../row-seals.ts";
import type { SealedDatabase } from "./transition.ts";

/** A row as the database holds it. The seal covers all of it. */
const Row = z.object({
  ...ApprovalScope.shape,
  // null in rows from before scopes had bounds; such a row covers nothing
  maxUses: z.number().nullable(),
  rows: z.number().nullable(),
  maxRows: z.number().nullable(),
  claim: z.string(),
  createdAt: z.date(),
  expiresAt: z.date(),
  revokedAt: z.date().nullable(),
  seal: z.string().nullable(),
});
type Row = z.infer<typeof Row>;

const scopeOf = ({ claim: _, revokedAt, seal: __, createdAt, expiresAt, ...bounded }: Row): ApprovalScope => {
  const { maxUses, rows, maxRows, ...rest } = bounded;
  return {
    ...rest,
    ...(maxUses === null || rows === null || maxRows === null ? {} : { maxUses, rows, maxRows }),
    createdAt: createdAt.toISOString(),
    // A revoked scope has ended at its revocation.
    expiresAt: (revokedAt !== null && revokedAt < expiresAt ? revokedAt : expiresAt).toISOString(),
  };
};

/** A person's canonical id, and the claim that it comes from. */
export interface Owner {
  readonly user: string;
  readonly claim: string;
}

/** A call that a scope may cover: the condition of its plan, and the number of rows that it would affect. */
export interface Covered extends Owner {
  readonly server: string;
  readonly tool: string;
  readonly condition: Similar;
  readonly rows: number;
}

/**
 * Finds an active scope that covers a call within its bounds, and counts the use and its rows; null if there is none. A
 * row that the registry did not write, or that is an older state of a row, covers nothing.
 */
export async function useScope(
  { database, seals }: SealedDatabase,
  covered: Covered,
  now: Date,
): Promise<ApprovalScope | null> {
  if (covered.rows > covered.condition.maxRowsPerUse) return null;
  const rows = await selectScopes(database)
    .where("user_name", "=", covered.user)
    .where("user_claim", "=", covered.claim)
    .where("server", "=", covered.server)
    .where("tool", "=", covered.tool)
    .where("condition", "=", similarSentence(covered.condition))
    .where("revoked_at", "is", null)
    .where("expires_at", ">", now)
    .orderBy("expires_at", "desc")
    .orderBy("id")
    .forUpdate()
    .execute();
  for (const row of z.array(Row).parse(rows)) {
    const { uses, maxUses, rows, maxRows } = row;
    if (maxUses === null || rows === null || maxRows === null) continue;
    if (uses >= maxUses || rows + covered.rows > maxRows) continue;
    if (!isWhole(row, seals) || !(await isNewest(database, row))) continue;
    return scopeOf(await change({ database, seals }, row, { uses: uses + 1, rows: rows + covered.rows }));
  }
  return null;
}

/** `claim` is the one by which the scope's user is known. */
export async function insertScope(
  { database, seals }: SealedDatabase,
  scope: ApprovalScope,
  claim: string,
): Promise<void> {
  const row = {
    ...{ ...scope, claim },
    ...{ createdAt: new Date(scope.createdAt), expiresAt: new Date(scope.expiresAt), revokedAt: null, seal: null },
    ...{ maxUses: scope.maxUses ?? null, rows: scope.rows ?? null, maxRows: scope.maxRows ?? null },
  };
  await database
    .insertInto("approval_scopes")
    .values({
      id: scope.id,
      user_name: scope.user,
      user_claim: claim,
      server: scope.server,
      tool: scope.tool,
      condition: scope.condition,
      max_uses: row.maxUses,
      rows_used: row.rows,
      max_rows: row.maxRows,
      approved_by: scope.approvedBy,
      created_at: row.createdAt,
      expires_at: row.expiresAt,
      uses: scope.uses,
      seal: sealOf(row, seals),
    })
    .execute();
}

/** Ends a user's scope; null if it is not theirs or has ended. */
export async function endScope(
  { database, seals }: SealedDatabase,
  id: string,
  { user, claim }: Owner,
  now: Date,
): Promise<ApprovalScope | null> {
  const row = await selectScopes(database)
    .where("id", "=", id)
    .where("user_name", "=", user)
    .where("user_claim", "=", claim)
    .where("revoked_at", "is", null)
    .where("expires_at", ">", now)
    .forUpdate()
    .executeTakeFirst();
  return row === undefined ? null : scopeOf(await change({ database, seals }, Row.parse(row), { revokedAt: now }));
}

/** A user's active scopes, the newest first. */
export async function listScopes(
  { database, seals }: SealedDatabase,
  { user, claim }: Owner,
  now: Date,
): Promise<ApprovalScope[]> {
  const rows = await selectScopes(database)
    .where("user_name", "=", user)
    .where("user_claim", "=", claim)
    .where("revoked_at", "is", null)
    .where("expires_at", ">", now)
    .orderBy("created_at", "desc")
    .execute();
  return z
    .array(Row)
    .parse(rows)
    .filter((row) => isWhole(row, seals))
    .map(scopeOf);
}

/** A scope, and the claim by which its user is known. Null also if its row is not as the registry wrote it. */
export async function findScope(
  { database, seals }: SealedDatabase,
  id: string,
): Promise<{ readonly scope: ApprovalScope; readonly claim: string } | null> {
  const row = Row.optional().parse(await selectScopes(database).where("id", "=", id).executeTakeFirst());
  return row === undefined || !isWhole(row, seals) ? null : { scope: scopeOf(row), claim: row.claim };
}

/** Every scope that ever existed, for auditors. */
export async function listAllScopes({ database, seals }: SealedDatabase): Promise<AuditedScope[]> {
  const rows = await selectScopes(database).orderBy("id").execute();
  return z
    .array(Row)
    .parse(rows)
    .map((row) => ({
      ...{ id: row.id, user: row.user, server: row.server, tool: row.tool, condition: row.condition },
      ...{ approvedBy: row.approvedBy, uses: row.uses, revoked: row.revokedAt !== null },
      seal: seals.check("scope", sealedFields(row), row.seal),
    }));
}

/** Moves the standing approvals of people to their ids of another claim. Returns those that it moved. */
export async function moveScopes(
  { database, seals }: SealedDatabase,
  { from, to, newIds }: { readonly from: string; readonly to: string; readonly newIds: ReadonlyMap<string, string> },
): Promise<string[]> {
  const scopeRows = await selectScopes(database)
    .where("user_claim", "=", from)
    .where(sql<boolean>`user_name = any(${[...newIds.keys()]}::text[])`)
    .orderBy("id")
    .forUpdate()
    .execute();
  const rows = z.array(Row).parse(scopeRows);
  for (const row of rows) {
    const { user, approvedBy } = row;
    const next = {
      ...row,
      user: newIds.get(user) ?? user,
      claim: to,
      approvedBy: newIds.get(approvedBy) ?? approvedBy,
    };
    const seal = isWhole(row, seals) ? sealOf(next, seals) : row.seal;
    await database
      .updateTable("approval_scopes")
      .set({ user_name: next.user, user_claim: to, approved_by: next.approvedBy, seal })
      .where("id", "=", row.id)
      .execute();
  }
  return rows.map(({ id }) => id);
}

/** Writes a use or the end of a locked row. A row whose seal was broken does not get a valid seal by a change. */
async function change(
  { database, seals }: SealedDatabase,
  row: Row,
  to: Partial<Pick<Row, "uses" | "rows" | "revokedAt">>,
): Promise<Row> {
  const next = { ...row, ...to };
  const seal = isWhole(row, seals) ? sealOf(next, seals) : row.seal;
  await database
    .updateTable("approval_scopes")
    .set({ uses: next.uses, rows_used: next.rows, revoked_at: next.revokedAt, seal })
    .where("id", "=", row.id)
    .execute();
  return { ...next, seal };
}

/**
 * Whether the audit records the same number of uses and no end. If not, an older row may have come back with its seal.
 */
async function isNewest(database: Database, { id, uses }: Row): Promise<boolean> {
  const { used, revoked } = await database
    .selectFrom("audit")
    .select(({ fn }) => [
      fn.countAll<string>().filterWhere("kind", "=", "approved").as("used"),
      fn.countAll<string>().filterWhere("kind", "=", "scope-revoked").as("revoked"),
    ])
    .where("scope", "=", id)
    .executeTakeFirstOrThrow();
  return Number(used) === uses && Number(revoked) === 0;
}

const sealOf = (row: Row, seals: RowSeals): string => seals.seal("scope", sealedFields(row));
const isWhole = (row: Row, seals: RowSeals): boolean => seals.check("scope", sealedFields(row), row.seal) === "whole";

/** A row from before scopes had bounds was sealed without them. */
function sealedFields({ seal: _, maxUses, rows, maxRows, ...fields }: Row): SealedFields {
  return asSealed(maxUses === null ? fields : { ...fields, maxUses, rows, maxRows });
}

const selectScopes = (database: Database) =>
  database
    .selectFrom("approval_scopes")
    .select([
      ...([
        "id",
        "user_name as user",
        "user_claim as claim",
        "server",
        "tool",
        "condition",
        "max_uses as maxUses",
        "rows_used as rows",
        "max_rows as maxRows",
        "approved_by as approvedBy",
      ] as const),
      ...(["created_at as createdAt", "expires_at as expiresAt", "revoked_at as revokedAt", "uses", "seal"] as const),
    ]);
