/** Standing scopes as SQL: a yes of one user, for one server, tool and condition, for a while. */
import { ApprovalScope } from "@drawbridge/contracts/approvals";
import { sql } from "kysely";
import { z } from "zod";
import type { Database } from "../database.ts";

const Row = z
  .object({ ...ApprovalScope.shape, createdAt: z.date(), expiresAt: z.date(), revokedAt: z.date().nullable() })
  .transform(({ revokedAt: _, createdAt, expiresAt, ...rest }) => ({
    ...rest,
    createdAt: createdAt.toISOString(),
    // A revoked one has ended.
    expiresAt: (_ !== null && _ < expiresAt ? _ : expiresAt).toISOString(),
  }));

/** The condition under which a call is covered, in the words of its plan. */
export interface Covered {
  readonly user: string;
  readonly server: string;
  readonly tool: string;
  readonly condition: string;
}

/** An active scope that covers a call, its use counted; null where there is none. */
export async function useScope(transaction: Database, covered: Covered, now: Date): Promise<ApprovalScope | null> {
  const found = await selectScopes(transaction)
    .where("user_name", "=", covered.user)
    .where("server", "=", covered.server)
    .where("tool", "=", covered.tool)
    .where("condition", "=", covered.condition)
    .where("revoked_at", "is", null)
    .where("expires_at", ">", now)
    .orderBy("expires_at", "desc")
    .limit(1)
    .forUpdate()
    .executeTakeFirst();
  if (found === undefined) return null;
  await transaction
    .updateTable("approval_scopes")
    .set({ uses: sql<number>`uses + 1` })
    .where("id", "=", found.id)
    .execute();
  return Row.parse({ ...found, uses: found.uses + 1 });
}

export async function insertScope(transaction: Database, scope: ApprovalScope): Promise<void> {
  await transaction
    .insertInto("approval_scopes")
    .values({
      id: scope.id,
      user_name: scope.user,
      server: scope.server,
      tool: scope.tool,
      condition: scope.condition,
      approved_by: scope.approvedBy,
      created_at: new Date(scope.createdAt),
      expires_at: new Date(scope.expiresAt),
    })
    .execute();
}

/** Ends a user's scope; null where it is not theirs or has ended. */
export async function endScope(
  transaction: Database,
  id: string,
  user: string,
  now: Date,
): Promise<ApprovalScope | null> {
  const { numUpdatedRows } = await transaction
    .updateTable("approval_scopes")
    .set({ revoked_at: now })
    .where("id", "=", id)
    .where("user_name", "=", user)
    .where("revoked_at", "is", null)
    .where("expires_at", ">", now)
    .executeTakeFirst();
  return numUpdatedRows === 1n ? findScope(transaction, id) : null;
}

/** A user's active scopes, the newest first. */
export async function listScopes(database: Database, user: string, now: Date): Promise<ApprovalScope[]> {
  const rows = await selectScopes(database)
    .where("user_name", "=", user)
    .where("revoked_at", "is", null)
    .where("expires_at", ">", now)
    .orderBy("created_at", "desc")
    .execute();
  return z.array(Row).parse(rows);
}

export async function findScope(database: Database, id: string): Promise<ApprovalScope | null> {
  const row = await selectScopes(database).where("id", "=", id).executeTakeFirst();
  return row === undefined ? null : Row.parse(row);
}

const selectScopes = (database: Database) =>
  database
    .selectFrom("approval_scopes")
    .select([
      ...(["id", "user_name as user", "server", "tool", "condition", "approved_by as approvedBy"] as const),
      ...(["created_at as createdAt", "expires_at as expiresAt", "revoked_at as revokedAt", "uses"] as const),
    ]);
