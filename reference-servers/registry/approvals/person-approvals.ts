/** Approvals as people use them: what a person sees, decides, resolves and revokes. The API and the inbox share it. */
import type { Approval, ApprovalScope, Decisions, DecisionsAnswer, Resolution } from "@drawbridge/contracts/approvals";
import { similarSentence } from "@drawbridge/contracts/similar-calls";
import type { z } from "zod";
import type { Happening } from "../audit/append.ts";
import type { Database } from "../database.ts";
import type { PeopleNames } from "../people/display-names.ts";
import type { RowSeals } from "../row-seals.ts";
import { namedByRules, type RuleGroups } from "../rule-groups.ts";
import type { Deciding } from "../settings.ts";
import { type ApprovalRecord, approvalOf, linkTo, peopleOf } from "./approval-record.ts";
import { approversOf, serversApprovedBy } from "./approvers.ts";
import { type ApprovalLifetimes, newId } from "./file-request.ts";
import { isOwn, maySee, type Person } from "./may-decide.ts";
import type { Absent } from "./presence.ts";
import { endScope, findScope, insertScope, listScopes } from "./scopes.ts";
import { asOf } from "./server-approvals.ts";
import { judgeDecision, judgeResolution, judgeVoid } from "./state-machine.ts";
import { findApproval, findGivenBy, type Listing, listApprovals } from "./store.ts";
import { type Also, conclude, keep, letTimePass, type SealedDatabase, takeStep } from "./transition.ts";

type Decision = Decisions["decisions"][number];
type DecisionResult = DecisionsAnswer["results"][number];

export interface PersonApprovals {
  list(person: Person, listing: Listing): Promise<Approval[]>;
  /** Null if there is no such request, or the person may not see it. The two cases look the same. */
  find(person: Person, id: string): Promise<Approval | null>;
  scopes(person: Person): Promise<ApprovalScope[]>;
  /** Null if the scope belongs to another person. */
  findScope(person: Person, id: string): Promise<ApprovalScope | null>;
  /** Judges each decision by itself, in order. */
  decide(person: Person, decisions: readonly Decision[]): Promise<DecisionResult[]>;
  resolve(
    person: Person,
    id: string,
    resolution: z.infer<typeof Resolution>,
  ): Promise<
    | { readonly ok: true; readonly approval: Approval }
    | { readonly ok: false; readonly error: "not-yours" | "conflict" | Absent["error"]; readonly message: string }
    | null
  >;
  /** Ends a scope, and withdraws what it approved and no server has run. Null if there is no scope to end. */
  revoke(person: Person, scope: string): Promise<ApprovalScope | null>;
}

export function personApprovals(
  database: Database,
  {
    url,
    times,
    seals,
    deciding,
    names,
    groups: named,
  }: {
    readonly url: string;
    readonly times: ApprovalLifetimes;
    readonly seals: RowSeals;
    readonly deciding: Deciding;
    readonly names: PeopleNames;
    readonly groups: RuleGroups;
  },
  now: () => Date = () => new Date(),
): PersonApprovals {
  const sealed: SealedDatabase = { database, seals };
  /** The person without the groups that no rule names: what they do is recorded with their groups. */
  const actor = async (person: Person): Promise<Person> => ({
    ...person,
    groups: await namedByRules(person.groups, named),
  });
  const shownTo = async (person: Person, record: ApprovalRecord): Promise<Approval | null> => {
    const approvers = await approversOf(sealed, record.server);
    return maySee(record, person, approvers)
      ? approvalOf(
          asOf(record, now(), seals),
          person,
          approvers,
          { url, deciding },
          (await names.namesIn([peopleOf(record)]))[0],
        )
      : null;
  };

  const decide = async (person: Person, decision: Decision): Promise<DecisionResult> => {
    const { id } = decision;
    const noSuchRequest = {
      id,
      ok: false,
      error: "no-such-request",
      message: "There is no such request for you.",
    } as const;
    const stored = await findApproval(database, id);
    if (stored === null || (await shownTo(person, stored)) === null) return noSuchRequest;
    const at = now();
    const seconds = decision.decision === "approve" ? decision.similarSeconds : undefined;
    if (seconds !== undefined && (stored.view.need !== "caller" || stored.view.plan.similar === null))
      return { id, ok: false, error: "not-similar", message: "Nothing but this one call may be approved here." };
    const terms = { grantId: newId(), expiresAt: new Date(at.getTime() + times.grantMs) };
    const reason = decision.decision === "reject" ? decision.reason : null;
    const step = await takeStep(
      sealed,
      { id },
      at,
      async (record, transaction) => {
        const approvers = await approversOf({ database: transaction, seals }, record.server);
        return judgeDecision(record, person, { ...decision, reason }, approvers, terms, deciding, at);
      },
      async (record, transaction) =>
        seconds === undefined ? nothing : approveSimilar(record, { database: transaction, seals }, person, seconds, at),
    );
    if (step === null) return noSuchRequest;
    if (!step.judged.ok) {
      const { error, message } = step.judged;
      // An extension that is older than a field of the plan shows only the message, so the message holds the link.
      return { id, ok: false, error, message: error === "shown-differs" ? `${message} ${linkTo(url, id)}` : message };
    }
    const approval = await shownTo(person, step.record);
    return approval === null ? noSuchRequest : { id, ok: true, approval };
  };

  return {
    async list(person, listing) {
      const records = await listApprovals(
        database,
        { ...person, approves: await serversApprovedBy(sealed, person.groups) },
        listing,
        now(),
      );
      const servers = [...new Set(records.map(({ server }) => server))];
      const approvers = new Map(
        await Promise.all(servers.map(async (server) => [server, await approversOf(sealed, server)] as const)),
      );
      const namesOf = await names.namesIn(records.map(peopleOf));
      return records
        .map((record, index) => ({ record: asOf(record, now(), seals), names: namesOf[index] }))
        .filter(({ record: { state } }) => listing.state === "recent" || state === "pending")
        .map(({ record, names }) =>
          approvalOf(record, person, approvers.get(record.server) ?? [], { url, deciding }, names),
        );
    },
    async find(person, id) {
      const record = await findApproval(database, id);
      return record === null ? null : shownTo(person, record);
    },
    scopes: (person) => listScopes(sealed, person, now()),
    async findScope(person, id) {
      const scope = await findScope(sealed, id);
      return scope !== null && isOwn({ user: scope.scope.user, claim: scope.claim }, person) ? scope.scope : null;
    },
    async decide(person, decisions) {
      const results: DecisionResult[] = [];
      const by = await actor(person);
      for (const each of decisions) results.push(await decide(by, each));
      return results;
    },
    async resolve(person, id, resolution) {
      const stored = await findApproval(database, id);
      if (stored === null || (await shownTo(person, stored)) === null) return null;
      const at = now();
      const by = await actor(person);
      const step = await takeStep(sealed, { id }, at, async (record, transaction) => {
        const approvers = await approversOf({ database: transaction, seals }, record.server);
        return judgeResolution(record, by, resolution, approvers, deciding, at);
      });
      if (step === null) return null;
      if (!step.judged.ok) return step.judged;
      const approval = await shownTo(person, step.record);
      return approval === null ? null : { ok: true, approval };
    },
    revoke: (person, id) => revoke(sealed, person, id, now()),
  };
}

const nothing: Also = { happenings: [], scopes: [] };

/**
 * The standing approval that a person gives together with an approval. It covers calls of the same user, tool and
 * condition.
 */
async function approveSimilar(
  { server, user, claim, tool, view }: ApprovalRecord,
  within: SealedDatabase,
  person: Person,
  seconds: number,
  now: Date,
): Promise<Also> {
  const { similar } = view.plan;
  if (similar === null) return nothing;
  const condition = similarSentence(similar);
  const expiresAt = new Date(now.getTime() + seconds * 1000).toISOString();
  const scope: ApprovalScope = {
    ...{ id: newId(), user, server, tool, condition, approvedBy: person.user },
    ...{ createdAt: now.toISOString(), expiresAt, uses: 0 },
    ...{ maxUses: similar.maxUses, rows: 0, maxRows: similar.maxRows },
  };
  await insertScope(within, scope, claim);
  const { client, groups } = person;
  const body = {
    scope: scope.id,
    server,
    tool,
    user,
    claim,
    condition,
    by: person.user,
    groups,
    client,
    expiresAt,
  };
  return { happenings: [{ kind: "scope-approved", body: { ...body, request: view.id } }], scopes: [scope.id] };
}

function revoke(
  { database, seals }: SealedDatabase,
  person: Person,
  id: string,
  now: Date,
): Promise<ApprovalScope | null> {
  return database.transaction().execute(async (transaction) => {
    const within = { database: transaction, seals };
    const scope = await endScope(within, id, person, now);
    if (scope === null) return null;
    const { server, tool, user, condition } = scope;
    const { client } = person;
    const happenings: Happening[] = [
      { kind: "scope-revoked", body: { scope: id, server, tool, user, condition, by: person.user, client } },
    ];
    const covered = await findGivenBy(transaction, id);
    for (const each of covered) {
      const record = await letTimePass(within, each, now, happenings);
      const judged = judgeVoid(record, "The standing approval that gave it was revoked.", person.user);
      if (judged.ok && judged.change !== null) await keep(within, record, judged.change, happenings);
    }
    await conclude(transaction, happenings, { approvals: covered.map((each) => each.id), scopes: [id] }, now);
    return scope;
  });
}
