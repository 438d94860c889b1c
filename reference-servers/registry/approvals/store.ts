/** Approvals as SQL. Each function is one statement, and parses what it reads. */
import { openStates, type RunningState, runningStates } from "@drawbridge/contracts/approvals/states";
import { sql } from "kysely";
import { z } from "zod";
import type { Database } from "../database.ts";
import { ApprovalRecord, type Progress } from "./approval-record.ts";
import type { Person } from "./may-decide.ts";

/** One request; null if there is none. With `lock`, no other transaction changes it until this one ends. */
export async function findApproval(database: Database, id: string, lock = false): Promise<ApprovalRecord | null> {
  const query = selectApprovals(database).where("id", "=", id);
  const row = await (lock ? query.forUpdate() : query).executeTakeFirst();
  return ApprovalRecord.nullable().parse(row ?? null);
}

export interface Call {
  readonly server: string;
  readonly user: string;
  readonly claim: string;
  readonly tool: string;
  readonly digest: string;
}

/** Requests of one call that are open, running or of unknown outcome, locked. */
export async function findSameCall(transaction: Database, call: Call): Promise<ApprovalRecord[]> {
  const rows = await selectApprovals(transaction)
    .where("server", "=", call.server)
    .where("user_name", "=", call.user)
    .where("user_claim", "=", call.claim)
    .where("tool", "=", call.tool)
    .where("digest", "=", call.digest)
    .where("state", "in", [...openStates, ...runningStates])
    .orderBy("id")
    .forUpdate()
    .execute();
  return z.array(ApprovalRecord).parse(rows);
}

/** The ids of a server's open requests. */
export async function findOpen(database: Database, server: string): Promise<string[]> {
  const rows = await database
    .selectFrom("approvals")
    .select("id")
    .where("server", "=", server)
    .where("state", "in", [...openStates])
    .orderBy("id")
    .execute();
  return rows.map(({ id }) => id);
}

export type NewApproval = Omit<ApprovalRecord, "view" | "viewDigest"> & {
  readonly view: string;
  readonly need: string;
};

export async function insertApproval(transaction: Database, { user, claim, ...record }: NewApproval): Promise<void> {
  await transaction
    .insertInto("approvals")
    .values({
      id: record.id,
      server: record.server,
      user_name: user,
      user_claim: claim,
      tool: record.tool,
      digest: record.digest,
      need: record.need,
      policy_version: record.policyVersion,
      view: record.view,
      shown: record.shown,
      requested_at: record.requestedAt,
      ...progressColumns(record),
      seal: record.seal,
      state: record.state,
      expires_at: record.expiresAt,
    })
    .execute();
}

/**
 * Writes what has changed and its seal, if the request is still as it was read. If it is not, throws and writes
 * nothing.
 */
export async function keepProgress(
  transaction: Database,
  record: Pick<ApprovalRecord, "id" | "state">,
  to: Partial<Progress>,
  seal: string | null,
): Promise<void> {
  const { numUpdatedRows } = await transaction
    .updateTable("approvals")
    .set({ ...progressColumns(to), seal })
    .where("id", "=", record.id)
    .where("state", "=", record.state)
    .executeTakeFirst();
  if (numUpdatedRows !== 1n) throw new Error("A request changed while it was decided.");
}

/** The requests of these users of one claim, locked. */
export async function findOwned(
  transaction: Database,
  claim: string,
  users: readonly string[],
  limit: number,
): Promise<ApprovalRecord[]> {
  const rows = await selectApprovals(transaction)
    .where("user_claim", "=", claim)
    .where(sql<boolean>`user_name = any(${users}::text[])`)
    .orderBy("id")
    .limit(limit)
    .forUpdate()
    .execute();
  return z.array(ApprovalRecord).parse(rows);
}

/** Writes a locked request with the ids and the seal that the record has. */
export async function moveApproval(
  transaction: Database,
  { id, user, claim, decidedBy, seal }: ApprovalRecord,
): Promise<void> {
  await transaction
    .updateTable("approvals")
    .set({ user_name: user, user_claim: claim, decided_by: decidedBy, seal })
    .where("id", "=", id)
    .execute();
}

/** Ids of requests that have expired or whose deadline has passed, oldest first. The sweep must process these. */
export async function findPassed(database: Database, now: Date, limit: number): Promise<string[]> {
  const rows = await database
    .selectFrom("approvals")
    .select("id")
    .where(({ and, or, eb }) =>
      or([
        and([eb("state", "in", ["pending", "approved"]), eb("expires_at", "<=", now)]),
        and([eb("state", "=", "consumed"), eb("deadline", "<=", now)]),
      ]),
    )
    .orderBy("expires_at")
    .limit(limit)
    .execute();
  return rows.map(({ id }) => id);
}

/**
 * The requests for which a server must report an outcome, the oldest deadline first. The run of an instance that holds a
 * lease is not among them, because that instance reports it.
 */
export async function findRunning(
  database: Database,
  server: string,
  state: RunningState,
  limit: number,
): Promise<ApprovalRecord[]> {
  const rows = await selectApprovals(database)
    .where("server", "=", server)
    .where("state", "=", state)
    .where(
      sql<boolean>`not exists (
        select 1 from registry.server_instances as living
        where living.server = approvals.server and living.instance = approvals.instance and living.lease_until >= now()
      )`,
    )
    .orderBy("deadline")
    .limit(limit)
    .execute();
  return z.array(ApprovalRecord).parse(rows);
}

/** The requests that a standing approval approved and that no server has run, locked. */
export async function findGivenBy(transaction: Database, scope: string): Promise<ApprovalRecord[]> {
  const rows = await selectApprovals(transaction)
    .where("scope", "=", scope)
    .where("state", "=", "approved")
    .orderBy("id")
    .forUpdate()
    .execute();
  return z.array(ApprovalRecord).parse(rows);
}

export interface Listing {
  readonly state: "pending" | "recent";
  /** The last request of the previous page. */
  readonly after: { readonly requestedAt: Date; readonly id: string } | null;
  readonly limit: number;
}

/**
 * Requests that a person may see, newest first: their own, and those of the servers for which they may be the second
 * person.
 */
export async function listApprovals(
  database: Database,
  { user, claim, approves }: Pick<Person, "user" | "claim"> & { readonly approves: readonly string[] },
  { state, after, limit }: Listing,
  now: Date,
): Promise<ApprovalRecord[]> {
  const rows = await selectApprovals(database)
    .where(({ or, and, eb, not }) => {
      const pending = and([eb("state", "=", "pending"), eb("expires_at", ">", now)]);
      return and([
        state === "pending" ? pending : not(pending),
        or([
          and([eb("user_name", "=", user), eb("user_claim", "=", claim)]),
          and([eb("need", "=", "second-person"), eb("server", "=", sql<string>`any(${[...approves]}::text[])`)]),
        ]),
      ]);
    })
    .$if(after !== null, (query) =>
      query.where(sql<boolean>`(requested_at, id) < (${after?.requestedAt}, ${after?.id})`),
    )
    .orderBy("requested_at", "desc")
    .orderBy("id", "desc")
    .limit(limit)
    .execute();
  return z.array(ApprovalRecord).parse(rows);
}

/** Every request after id `after`, by id. */
export async function listAllApprovals(database: Database, after: string, limit: number): Promise<ApprovalRecord[]> {
  const rows = await selectApprovals(database).where("id", ">", after).orderBy("id").limit(limit).execute();
  return z.array(ApprovalRecord).parse(rows);
}

/** How many requests of a user wait for a decision, and how many they caused since `since`. */
export async function countOf(database: Database, user: string, since: Date, now: Date) {
  const { pending, recent } = await database
    .selectFrom("approvals")
    .select(({ fn }) => [
      fn
        .countAll<string>()
        .filterWhere(({ and, eb }) => and([eb("state", "=", "pending"), eb("expires_at", ">", now)]))
        .as("pending"),
      fn.countAll<string>().filterWhere("requested_at", ">", since).as("recent"),
    ])
    .where("user_name", "=", user)
    .where(({ or, eb }) => or([eb("requested_at", ">", since), eb("state", "=", "pending")]))
    .executeTakeFirstOrThrow();
  return { pending: Number(pending), recent: Number(recent) };
}

const selectApprovals = (database: Database) =>
  database
    .selectFrom("approvals")
    .select([
      ...(["id", "server", "user_name as user", "user_claim as claim", "tool", "digest"] as const),
      ...(["policy_version as policyVersion", "view", "view as viewDigest", "shown", "state"] as const),
      ...(["requested_at as requestedAt", "expires_at as expiresAt", "reason", "scope"] as const),
      ...(["decided_by as decidedBy", "decided_at as decidedAt", "decided_via as decidedVia"] as const),
      ...(["grant_id as grantId", "call", "instance", "deadline", "handle", "run", "sample", "seal"] as const),
    ]);

const progressColumns = (to: Partial<Progress>) => ({
  ...(to.state === undefined ? {} : { state: to.state }),
  ...(to.expiresAt === undefined ? {} : { expires_at: to.expiresAt }),
  ...(to.decidedBy === undefined ? {} : { decided_by: to.decidedBy }),
  ...(to.decidedAt === undefined ? {} : { decided_at: to.decidedAt }),
  ...(to.decidedVia === undefined ? {} : { decided_via: to.decidedVia }),
  ...(to.reason === undefined ? {} : { reason: to.reason }),
  ...(to.scope === undefined ? {} : { scope: to.scope }),
  ...(to.grantId === undefined ? {} : { grant_id: to.grantId }),
  ...(to.call === undefined ? {} : { call: to.call }),
  ...(to.instance === undefined ? {} : { instance: to.instance }),
  ...(to.deadline === undefined ? {} : { deadline: to.deadline }),
  ...(to.handle === undefined ? {} : { handle: to.handle }),
  ...(to.sample === undefined ? {} : { sample: to.sample === null ? null : JSON.stringify(to.sample) }),
  ...(to.run === undefined ? {} : { run: to.run === null ? null : JSON.stringify(to.run) }),
});
