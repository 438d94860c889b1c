/**
 * Applies a change of the claim to what the registry stores. Requests, standing approvals, passkeys, names and usage move
 * to the new ids, and paired editors are ended. The audit does not change, because it records what was known at that time;
 * one entry says which ids are the same person. Requests that wait for a decision or are approved are withdrawn and
 * asked again, because a person was shown the old id there.
 */

import type { PeopleMapping } from "@drawbridge/contracts/people-mapping";
import { sql } from "kysely";
import { advisoryLocks } from "../advisory-locks.ts";
import type { ApprovalRecord } from "../approvals/approval-record.ts";
import { sealedAs, sealOf } from "../approvals/request-seal.ts";
import { moveScopes } from "../approvals/scopes.ts";
import { judgeVoid } from "../approvals/state-machine.ts";
import { findOwned, moveApproval } from "../approvals/store.ts";
import { conclude, keep, letTimePass, type SealedDatabase } from "../approvals/transition.ts";
import type { Happening } from "../audit/append.ts";
import type { Database } from "../database.ts";
import { endPairings } from "../pairing/end-pairings.ts";
import { movePasskeys } from "../passkeys/store.ts";
import { moveNames } from "./move-names.ts";

/** How many rows moved to a new id, and how many pairings of editors ended. */
export interface Mapped {
  readonly requests: number;
  readonly scopes: number;
  readonly calls: number;
  readonly passkeys: number;
  /** Display names. */
  readonly names: number;
  readonly pairings: number;
  /** Numbers of other stores, by their names. */
  readonly elsewhere: Readonly<Record<string, number>>;
}

/** Does all or nothing. A second run finds nothing to do, and leaves no entry in the audit. */
export function mapPeople(
  { database, seals }: SealedDatabase,
  { from, to, people }: PeopleMapping,
  elsewhere: Mapped["elsewhere"],
  now: Date,
): Promise<Mapped> {
  const newIds = new Map(people);
  return database.transaction().execute(async (transaction) => {
    const within: SealedDatabase = { database: transaction, seals };
    await sql`select pg_advisory_xact_lock(${advisoryLocks.mapPeople})`.execute(transaction);
    const happenings: Happening[] = [];
    const withdrawn: string[] = [];
    await sql`set local statement_timeout = 0`.execute(transaction);
    let requests = 0;
    for await (const each of owned(transaction, from, [...newIds.keys()])) {
      requests += 1;
      let record = await letTimePass(within, each, now, happenings);
      const judged = judgeVoid(
        record,
        "People are known by another claim since. Call again, and it is asked again.",
        "operator",
      );
      if (judged.ok && judged.change !== null) {
        record = await keep(within, record, judged.change, happenings);
        withdrawn.push(record.id);
      }
      const { user, decidedBy } = record;
      const next = {
        ...{ ...record, user: newIds.get(user) ?? user, claim: to },
        decidedBy: decidedBy === null ? null : (newIds.get(decidedBy) ?? decidedBy),
      };
      // Only a whole record is sealed again, so that a row which another program changed stays recognisable.
      await moveApproval(transaction, {
        ...next,
        seal: sealedAs(record, seals) === "whole" ? sealOf(next, seals) : record.seal,
      });
    }
    const scopes = await moveScopes(within, { from, to, newIds });
    const calls = await sql`
      update registry.calls c set user_name = m.after, user_claim = ${to}
      from unnest(${[...newIds.keys()]}::text[], ${[...newIds.values()]}::text[]) as m (before, after)
      where c.user_claim = ${from} and c.user_name = m.before
    `.execute(transaction);
    const passkeys = await movePasskeys(within, { from, to, newIds });
    const names = await moveNames(within, { from, to, newIds });
    const pairings = await endPairings(transaction, from, [...newIds.keys()], now);
    const counted = {
      ...{ requests, scopes: scopes.length, calls: Number(calls.numAffectedRows ?? 0n) },
      ...{ passkeys, names, pairings: pairings.length },
    };
    const mapped: Mapped = { ...counted, elsewhere };
    const rows = [...Object.values(counted), ...Object.values(elsewhere)].reduce((sum, each) => sum + each, 0);
    for (const pairing of pairings)
      happenings.push({ kind: "editor-revoked", body: { pairing, why: "people-mapped", by: "operator" } });
    if (rows > 0)
      happenings.push({ kind: "people-mapped", body: { from, to, people, mapped, pairings, by: "operator" } });
    await conclude(transaction, happenings, { approvals: withdrawn, scopes }, now);
    return mapped;
  });
}

/** Maximum number of requests in memory at a time. The text of a plan may have a mebibyte. */
const batch = 100;

/**
 * The requests of these users under `claim`, until there are no more. The caller must move each request before it asks
 * for the next.
 */
async function* owned(transaction: Database, claim: string, users: readonly string[]): AsyncGenerator<ApprovalRecord> {
  for (;;) {
    const requests = await findOwned(transaction, claim, users, batch);
    if (requests.length === 0) return;
    yield* requests;
  }
}
