/**
 * Files a request: it joins an earlier request of the same call, or a scope approves it, or it is new and waits for a
 * person.
 */
import { randomBytes } from "node:crypto";
import type { ApprovalAsk, ApprovalScope, ApprovalView } from "@drawbridge/contracts/approvals";
import { canonicalJson, digestOf } from "@drawbridge/contracts/digest";
import { defaultPersonRule } from "@drawbridge/contracts/person";
import { sql } from "kysely";
import type { Happening } from "../audit/append.ts";
import type { Entry } from "../store.ts";
import type { ApprovalRecord } from "./approval-record.ts";
import { approversOf } from "./approvers.ts";
import { dedupe, tooBig, tooMany } from "./dedupe.ts";
import { sealOf } from "./request-seal.ts";
import { useScope } from "./scopes.ts";
import { judgeVoid } from "./state-machine.ts";
import { countOf, findSameCall, insertApproval } from "./store.ts";
import { conclude, keep, letTimePass, type SealedDatabase } from "./transition.ts";

export interface ApprovalLifetimes {
  /** Milliseconds that a request waits for a decision. */
  readonly pendingMs: number;
  /** Milliseconds that an approved request may be run. */
  readonly grantMs: number;
}

export type Filed =
  | { readonly ok: true; readonly record: ApprovalRecord }
  | { readonly ok: false; readonly why: "too-big" | "too-many" | "no-approver"; readonly message: string };

const hourMs = 60 * 60_000;

/**
 * Files what the server of `entry` asks. It handles a user's asks one after another, so that equal asks find each
 * other.
 */
export async function fileRequest(
  { database, seals }: SealedDatabase,
  entry: Entry,
  ask: ApprovalAsk,
  times: ApprovalLifetimes,
  now: Date,
): Promise<Filed> {
  const big = tooBig(ask);
  if (big !== null) return { ok: false, why: "too-big", message: big };
  const { name: server } = entry.manifest;
  const { user, claim = defaultPersonRule.claim } = ask.principal;
  return database.transaction().execute(async (transaction) => {
    await sql`select pg_advisory_xact_lock(hashtextextended(${`approvals of ${user}`}, 0))`.execute(transaction);
    const within = { database: transaction, seals };
    const happenings: Happening[] = [];
    const sameCalls = await findSameCall(transaction, { server, user, claim, tool: ask.tool, digest: ask.digest });
    const same: ApprovalRecord[] = [];
    for (const record of sameCalls) same.push(await letTimePass(within, record, now, happenings));
    const changed = sameCalls.filter((record, index) => record !== same[index]).map(({ id }) => id);

    const outcome = dedupe(ask, same);
    if (outcome.kind === "join") {
      await conclude(transaction, happenings, { approvals: changed, scopes: [] }, now);
      return { ok: true, record: outcome.record };
    }
    if (outcome.withdraw !== null) {
      const { record, why } = outcome.withdraw;
      const judged = judgeVoid(record, why, "registry");
      if (judged.ok && judged.change !== null) await keep(within, record, judged.change, happenings);
      changed.push(record.id);
    }
    const { pending, recent } = await countOf(transaction, user, new Date(now.getTime() - hourMs), now);
    const approvers = await approversOf(within, server);
    const refusal = refusalOf(ask, approvers, tooMany(user, pending, recent));
    if (refusal !== null) {
      await conclude(transaction, happenings, { approvals: changed, scopes: [] }, now);
      return refusal;
    }
    const filed = await insertNew(within, entry, ask, approvers, times, now);
    const scopes = filed.record.scope === null ? [] : [filed.record.scope];
    const approvals = [...changed, filed.record.id];
    await conclude(transaction, [...happenings, ...filed.happenings], { approvals, scopes }, now);
    return { ok: true, record: filed.record };
  });
}

function refusalOf(ask: ApprovalAsk, approvers: readonly string[], many: string | null): Filed | null {
  if (many !== null) return { ok: false, why: "too-many", message: many };
  if (ask.need === "caller" || approvers.length > 0) return null;
  const message = "This needs a second person, and no group may be that for this server. Ask its owner to name one.";
  return { ok: false, why: "no-approver", message };
}

async function insertNew(
  within: SealedDatabase,
  entry: Entry,
  ask: ApprovalAsk,
  approvers: readonly string[],
  times: ApprovalLifetimes,
  now: Date,
): Promise<{ readonly record: ApprovalRecord; readonly happenings: readonly Happening[] }> {
  const { user, claim = defaultPersonRule.claim } = ask.principal;
  const view = viewOf(entry, ask, approvers, new Date(now.getTime() + times.pendingMs), now);
  const { similar, cost } = ask.plan;
  const scope =
    ask.need === "caller" && similar !== null && cost.rows !== "unknown"
      ? await useScope(
          within,
          { user, claim, server: view.server, tool: ask.tool, condition: similar, rows: cost.rows },
          now,
        )
      : null;
  const decision =
    scope === null
      ? {
          state: "pending" as const,
          expiresAt: new Date(view.expiresAt),
          decidedBy: null,
          decidedAt: null,
          decidedVia: null,
        }
      : {
          state: "approved" as const,
          expiresAt: new Date(now.getTime() + times.grantMs),
          decidedBy: scope.approvedBy,
          decidedAt: now,
          decidedVia: "scope",
        };
  const grantId = scope === null ? null : newId();
  const shown = digestOf(view);
  const unsealed: ApprovalRecord = {
    ...{ id: view.id, server: view.server, user, claim, tool: ask.tool, digest: ask.digest, view },
    ...{ policyVersion: ask.policyVersion, shown, viewDigest: shown, requestedAt: now },
    reason: scope === null ? null : useInWords(scope),
    ...{ ...decision, scope: scope?.id ?? null, grantId, call: null, instance: null, deadline: null, handle: null },
    ...{ run: null, sample: scope === null ? (ask.sample ?? null) : null, seal: null },
  };
  const record = { ...unsealed, seal: sealOf(unsealed, within.seals) };
  await insertApproval(within.database, { ...record, view: canonicalJson(view), need: ask.need });
  const { policyVersion } = record;
  const what = { request: record.id, server: record.server, tool: record.tool, user };
  const requested: Happening = {
    kind: "requested",
    body: { ...what, claim, view, shown, digest: ask.digest, policyVersion, sealed: true },
  };
  if (scope === null) return { record, happenings: [requested] };
  const approved: Happening = {
    kind: "approved",
    body: { ...what, by: scope.approvedBy, scope: scope.id, shown, grant: grantId },
  };
  return { record, happenings: [requested, approved] };
}

/** Which use of a standing approval this is. Every surface that shows the request shows it. */
const useInWords = ({ uses, maxUses, rows, maxRows }: ApprovalScope): string =>
  `use ${uses} of ${maxUses}, ${rows?.toLocaleString("en-US")} of ${maxRows?.toLocaleString("en-US")} rows`;

function viewOf(
  { manifest }: Entry,
  ask: ApprovalAsk,
  approvers: readonly string[],
  expiresAt: Date,
  now: Date,
): ApprovalView {
  const { name, title, owner, environment, tools } = manifest;
  const { principal, agent, workspace, tool, plan, need } = ask;
  return {
    ...{ id: newId(), user: principal.user, agent, workspace, server: name, serverTitle: title, owner, environment },
    ...{ tool, toolTitle: tools.find((each) => each.name === tool)?.title ?? tool, plan, need },
    approvers: need === "second-person" ? [...approvers] : [],
    requestedAt: now.toISOString(),
    expiresAt: expiresAt.toISOString(),
  };
}

/** 128 bits, so that no one can guess the link of another request. */
export const newId = (): string => randomBytes(16).toString("base64url");
