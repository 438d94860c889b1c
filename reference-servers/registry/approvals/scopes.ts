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

/** A person's canonical id, and the claim that it comes from. */
export interface Owner {
  readonly user: string;
  readonly claim: string;
}

/** The condition under which a call is covered, in the words of its plan. */
export interface Covered extends Owner {
  readonly server: string;
  readonly tool: string;
  readonly condition: string;
}

/** An active scope that covers a call, its use counted; null where there is none. */
export async function useScope(transaction: Database, covered: Covered, now: Date): Promise<ApprovalScope | null> {
  const found = await selectScopes(transaction)
    .where("user_name", "=", covered.user)
    .where("user_claim", "=", covered.claim)
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

/** `claim` is the one that the scope's user is known by. */
export async function insertScope(transaction: Database, scope: ApprovalScope, claim: string): Promise<void> {
  await transaction
    .insertInto("approval_scopes")
    .values({
      id: scope.id,
      user_name: scope.user,
      user_claim: claim,
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
  { user, claim }: Owner,
  now: Date,
): Promise<ApprovalScope | null> {
  const { numUpdatedRows } = await transaction
    .updateTable("approval_scopes")
    .set({ revoked_at: now })
    .where("id", "=", id)
    .where("user_name", "=", user)
    .where("user_claim", "=", claim)
    .where("revoked_at", "is", null)
    .where("expires_at", ">", now)
    .executeTakeFirst();
  return numUpdatedRows === 1n ? ((await findScope(transaction, id))?.scope ?? null) : null;
}

/** A user's active scopes, the newest first. */
export async function listScopes(database: Database, { user, claim }: Owner, now: Date): Promise<ApprovalScope[]> {
  const rows = await selectScopes(database)
    .where("user_name", "=", user)
    .where("user_claim", "=", claim)
    .where("revoked_at", "is", null)
    .where("expires_at", ">", now)
    .orderBy("created_at", "desc")
    .execute();
  return z.array(Row).parse(rows);
}

/** A scope, and the claim that its user is known by. */
export async function findScope(
  database: Database,
  id: string,
): Promise<{ readonly scope: ApprovalScope; readonly claim: string } | null> {
  const row = await selectScopes(database).select("user_claim").where("id", "=", id).executeTakeFirst();
  return row === undefined ? null : { scope: Row.parse(row), claim: row.user_claim };
}

const selectScopes = (database: Database) =>
  database
    .selectFrom("approval_scopes")
    .select([
      ...(["id", "user_name as user", "server", "tool", "condition", "approved_by as approvedBy"] as const),
      ...(["created_at as createdAt", "expires_at as expiresAt", "revoked_at as revokedAt", "uses"] as const),
    ]);
