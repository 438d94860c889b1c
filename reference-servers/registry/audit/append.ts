/**
 * Writes to the audit, in the same transaction as the change that the entry describes. So neither exists without the
 * other.
 */

import { type AuditEvent, type AuditKind, auditHash, auditOrigin } from "@drawbridge/contracts/audit";
import { canonicalJson } from "@drawbridge/contracts/digest";
import { sql } from "kysely";
import { advisoryLocks } from "../advisory-locks.ts";
import type { Database } from "../database.ts";

export interface Happening {
  readonly kind: AuditKind;
  readonly body: AuditEvent["body"];
}

/**
 * Appends in order. The lock is held until the transaction ends, so this is the transaction's last step. Every
 * transaction locks its rows first and the chain after them, so two transactions cannot deadlock.
 */
export async function appendAudit(transaction: Database, happenings: readonly Happening[], now: Date): Promise<void> {
  await sql`select pg_advisory_xact_lock(${advisoryLocks.auditChain})`.execute(transaction);
  const newest = transaction.selectFrom("audit").select(["seq", "hash"]).orderBy("seq", "desc").limit(1);
  const head = await newest.executeTakeFirst();
  let seq = Number(head?.seq ?? 0);
  let previous = head?.hash ?? auditOrigin;
  const rows = happenings.map(({ kind, body }) => {
    seq += 1;
    const event: AuditEvent = { seq, at: now.toISOString(), kind, body, previous };
    const text = canonicalJson(event);
    previous = auditHash(text);
    return { seq, text, hash: previous, kind, ...subjectOf(kind, body) };
  });
  await transaction.insertInto("audit").values(rows).execute();
}

/** The subject of the audit entries about the second persons of a server, and about its policy. */
export const approversSubject = (server: string): string => `approvers of ${server}`;
export const policySubject = (server: string): string => `policy of ${server}`;

/**
 * The subject of an entry: the request whose state it records, or the server whose approvers it records; and the
 * standing approval.
 */
function subjectOf(kind: AuditKind, { request, server, scope }: AuditEvent["body"]) {
  return { subject: subject(kind, request, server), scope: typeof scope === "string" ? scope : null };
}

function subject(kind: AuditKind, request: unknown, server: unknown): string | null {
  if (kind === "approvers-changed") return typeof server === "string" ? approversSubject(server) : null;
  if (kind === "policy-changed") return typeof server === "string" ? policySubject(server) : null;
  return typeof request === "string" && !kind.startsWith("scope-") ? request : null;
}
