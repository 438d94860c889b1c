/**
 * One step in a request's life, taken completely or not at all. The row is locked, time is applied to it, the act is
 * judged, and the result is written together with its audit entries. Listeners hear of the step when it is done.
 */
import { type Kysely, sql } from "kysely";
import { appendAudit, type Happening } from "../audit/append.ts";
import type { Database, Tables } from "../database.ts";
import type { RowSeals } from "../row-seals.ts";
import type { ApprovalRecord } from "./approval-record.ts";
import { sealedAs, sealOf, trustOf } from "./request-seal.ts";
import { distrustChange, type Judged, timeChange } from "./state-machine.ts";
import { findApproval, keepProgress } from "./store.ts";

/** Postgres channel (LISTEN/NOTIFY) on which each registry announces what changed to the others. */
export const changesChannel = "drawbridge_approvals";

/** A database, or a transaction of it, and the seals of its rows. */
export interface SealedDatabase {
  readonly database: Database;
  readonly seals: RowSeals;
}

/** What else a transaction did. It is audited and announced together with the rest. */
export interface Also {
  readonly happenings: readonly Happening[];
  readonly scopes: readonly string[];
}

export interface Transition<Code extends string> {
  /** The record after the step, whether it was taken or refused. */
  readonly record: ApprovalRecord;
  readonly judged: Judged<Code>;
}

/** Which request to act on. With a server, only a request of that server. */
export interface Wanted {
  readonly id: string;
  readonly server?: string;
}

/**
 * Judges a request and writes the result; null if there is no such request. `also` runs in the same transaction, after
 * a step that changed something.
 */
export function takeStep<Code extends string>(
  { database, seals }: SealedDatabase,
  { id, server }: Wanted,
  now: Date,
  judge: (record: ApprovalRecord, transaction: Database) => Judged<Code> | Promise<Judged<Code>>,
  also?: (record: ApprovalRecord, transaction: Database) => Promise<Also>,
): Promise<Transition<Code> | null> {
  return database.transaction().execute(async (transaction) => {
    const stored = await findApproval(transaction, id, true);
    if (stored === null || (server !== undefined && stored.server !== server)) return null;
    const happenings: Happening[] = [];
    let record = await letTimePass({ database: transaction, seals }, stored, now, happenings);
    const judged = await judge(record, transaction);
    let scopes: readonly string[] = [];
    if (judged.ok && judged.change !== null) {
      record = await keep({ database: transaction, seals }, record, judged.change, happenings);
      const more = await also?.(record, transaction);
      happenings.push(...(more?.happenings ?? []));
      scopes = more?.scopes ?? [];
    }
    await conclude(transaction, happenings, { approvals: happenings.length === 0 ? [] : [id], scopes }, now);
    return { record, judged };
  });
}

/** Withdraws a locked record that is not as the registry wrote it. Otherwise writes what time has changed on it. */
export async function letTimePass(
  within: SealedDatabase,
  record: ApprovalRecord,
  now: Date,
  happenings: Happening[],
): Promise<ApprovalRecord> {
  const change =
    distrustChange(record, await trustOf(within.database, record, within.seals)) ?? timeChange(record, now);
  return change === null ? record : keep(within, record, change, happenings);
}

/**
 * Writes a change of a locked record, and notes it for the audit. Only a whole record is sealed again, so that a broken
 * row stays recognisable. Rows of a table are removed with the end of the waiting.
 */
export async function keep(
  { database: transaction, seals }: SealedDatabase,
  record: ApprovalRecord,
  { to: change, happening }: NonNullable<ReturnType<typeof timeChange>>,
  happenings: Happening[],
): Promise<ApprovalRecord> {
  const to = { ...change, ...(waits(change.state ?? record.state) ? {} : { sample: null }) };
  const next = { ...record, ...to };
  const seal = sealedAs(record, seals) === "whole" ? sealOf(next, seals) : record.seal;
  await keepProgress(transaction, record, to, seal);
  happenings.push(happening);
  return { ...next, seal };
}

const waits = (state: ApprovalRecord["state"]): boolean => state === "pending";

/** The last step of a transaction: writes its audit entries, and notifies every registry. */
export async function conclude(
  transaction: Kysely<Tables>,
  happenings: readonly Happening[],
  changed: { readonly approvals: readonly string[]; readonly scopes: readonly string[] },
  now: Date,
): Promise<void> {
  if (happenings.length === 0) return;
  const words = [...changed.approvals.map((id) => `approval ${id}`), ...changed.scopes.map((id) => `scope ${id}`)];
  for (const word of new Set(words)) await sql`select pg_notify(${changesChannel}, ${word})`.execute(transaction);
  await appendAudit(transaction, happenings, now);
}
