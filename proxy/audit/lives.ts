/**
 * Whether the audit's entries describe possible lives of requests, and whether the registry's tables agree with them. A
 * chain with correct hashes can still describe what never happened.
 */

import { ApprovalView } from "@drawbridge/contracts/approvals";
import { approvalSteps } from "@drawbridge/contracts/approvals/states";
import type { AuditEvent, AuditedRequest, AuditedRows, AuditedScope } from "@drawbridge/contracts/audit";
import { PeopleMapping } from "@drawbridge/contracts/people-mapping";
import { defaultPersonRule } from "@drawbridge/contracts/person";

/** Fields of a request that entries name and that its row must have. */
type Fields = Pick<
  AuditedRequest,
  "server" | "tool" | "user" | "digest" | "shown" | "policyVersion" | "decidedBy" | "grant" | "scope" | "call"
>;

interface Life extends Fields {
  /** The claim that `user` and `decidedBy` come from. */
  readonly claim: string;
  readonly state: string;
  /** The number of its first entry. */
  readonly since: number;
  readonly sealed: boolean;
  readonly secondPerson: boolean;
}

interface Scope {
  readonly by: string;
  readonly claim: string;
  readonly uses: number;
  readonly revoked: boolean;
}

/** How many problems are reported. More would be of the same kind. */
const maxProblems = 50;

export class Lives {
  readonly #lives = new Map<string, Life>();
  readonly #scopes = new Map<string, Scope>();
  /** One sentence each. */
  readonly problems: string[] = [];

  /** Reads the next entry of the chain. */
  follow({ seq, kind, body }: AuditEvent): void {
    if (kind === "scope-approved")
      this.#scopes.set(text(body.scope), { by: text(body.by), claim: claimOf(body), uses: 0, revoked: false });
    if (kind === "people-mapped") this.#map(seq, body);
    if (kind === "scope-revoked") this.#scopes.set(text(body.scope), { ...this.#scope(body.scope), revoked: true });
    const step = approvalSteps[kind];
    if (step === undefined) return;
    const id = text(body.request);
    const life = this.#lives.get(id);
    const state = life?.state ?? null;
    if (!step.from.some((from) => from === state))
      this.#problem(`entry ${seq} says that request ${id} was ${kind}, which cannot follow on ${state ?? "nothing"}`);
    if (kind === "void" && body.seal === "broken")
      this.#problem(`entry ${seq} withdrew request ${id}, whose row something else than the registry had changed`);
    const next = life === undefined ? begun(seq, body) : { ...life, ...this.#change(seq, id, life, { kind, body }) };
    this.#lives.set(id, { ...next, state: step.to ?? state ?? "pending" });
  }

  /** An operator changed the claim that identifies people. From this entry on, rows have the new ids. */
  #map(seq: number, body: AuditEvent["body"]): void {
    const mapping = PeopleMapping.safeParse(body);
    if (!mapping.success) {
      this.#problem(`entry ${seq} gives people new ids and does not say which`);
      return;
    }
    const { from, to, people } = mapping.data;
    const newIds = new Map(people);
    const newId = (id: string): string => newIds.get(id) ?? id;
    for (const [id, life] of this.#lives) {
      const { user, decidedBy } = life;
      if (life.claim === from && newIds.has(user))
        this.#lives.set(id, {
          ...life,
          ...{ claim: to, user: newId(user), decidedBy: decidedBy === null ? null : newId(decidedBy) },
        });
    }
    for (const [id, scope] of this.#scopes) {
      if (scope.claim === from && newIds.has(scope.by))
        this.#scopes.set(id, { ...scope, claim: to, by: newId(scope.by) });
    }
  }

  #change(seq: number, id: string, life: Life, { kind, body }: Pick<AuditEvent, "kind" | "body">): Partial<Life> {
    if (kind === "consumed") {
      if (body.grant !== life.grant) this.#problem(`entry ${seq} spends another grant than request ${id} was given`);
      return { call: nullable(body.call) };
    }
    if (kind !== "approved" && kind !== "rejected") return {};
    if (body.shown !== life.shown)
      this.#problem(`entry ${seq} decides on something else than request ${id} was shown as`);
    const scope = nullable(body.scope);
    if (scope === null && life.secondPerson && kind === "approved" && body.by === life.user)
      this.#problem(`entry ${seq} has ${life.user} be the second person for their own request ${id}`);
    if (scope !== null) this.#use(seq, id, scope, text(body.by));
    return { decidedBy: nullable(body.by), grant: nullable(body.grant), scope };
  }

  #use(seq: number, id: string, name: string, by: string): void {
    const scope = this.#scopes.get(name);
    if (scope === undefined || scope.revoked || scope.by !== by)
      this.#problem(`entry ${seq} approves request ${id} by a standing approval ${name} that there was not`);
    this.#scopes.set(name, { ...this.#scope(name), uses: (scope?.uses ?? 0) + 1 });
  }

  /** Compares rows with the entries up to `upTo`. Call it right after that entry was followed. */
  compare({ requests, scopes }: Pick<AuditedRows, "requests" | "scopes">): void {
    for (const row of requests) this.#compareRequest(row);
    for (const row of scopes) this.#compareScope(row);
  }

  /** Reports requests that had entries by number `upTo` and have no row among `ids`. */
  missing(ids: ReadonlySet<string>, upTo: number): void {
    for (const [id, { since }] of this.#lives)
      if (since <= upTo && !ids.has(id)) this.#problem(`request ${id} has entries and no row`);
  }

  #compareRequest(row: AuditedRequest): void {
    const { id, state, seal } = row;
    const life = this.#lives.get(id);
    if (life === undefined) {
      this.#problem(`request ${id} is ${state} in its row and has no entries`);
      return;
    }
    if (life.state !== state) this.#problem(`request ${id} is ${state} in its row and ${life.state} by its entries`);
    const differing = compared.filter((field) => life[field] !== row[field]);
    if (differing.length > 0) this.#problem(`request ${id} has another ${differing.join(", ")} than its entries say`);
    this.#compareSeal(`request ${id}`, seal, life.sealed);
  }

  #compareScope(row: AuditedScope): void {
    const scope = this.#scopes.get(row.id);
    if (scope === undefined) {
      this.#problem(`standing approval ${row.id} has a row and no entry`);
      return;
    }
    if (scope.uses !== row.uses || scope.revoked !== row.revoked || scope.by !== row.approvedBy)
      this.#problem(`standing approval ${row.id} has other uses, another end or another approver than its entries say`);
    this.#compareSeal(`standing approval ${row.id}`, row.seal, false);
  }

  #compareSeal(what: string, seal: AuditedRequest["seal"], wasSealed: boolean): void {
    if (seal === "broken") this.#problem(`the row of ${what} is not what the registry sealed`);
    if (seal === "absent" && wasSealed) this.#problem(`the row of ${what} has lost its seal`);
  }

  #scope(name: unknown): Scope {
    return this.#scopes.get(text(name)) ?? { by: "", claim: defaultPersonRule.claim, uses: 0, revoked: false };
  }

  #problem(sentence: string): void {
    if (this.problems.length < maxProblems) this.problems.push(sentence);
  }
}

const compared = [
  ...(["server", "tool", "user", "digest", "shown", "policyVersion"] as const),
  ...(["decidedBy", "grant", "scope", "call"] as const),
] as const satisfies readonly (keyof Fields)[];

function begun(seq: number, body: AuditEvent["body"]): Life {
  const view = ApprovalView.safeParse(body.view);
  return {
    ...{ server: text(body.server), tool: text(body.tool), user: text(body.user), digest: text(body.digest) },
    ...{ shown: text(body.shown), policyVersion: text(body.policyVersion), state: "pending", since: seq },
    claim: claimOf(body),
    ...{ decidedBy: null, grant: null, scope: null, call: null, sealed: body.sealed === true },
    secondPerson: view.success && view.data.need === "second-person",
  };
}

/** Entries that name no claim are older than that setting, and then the claim was `sub`. */
const claimOf = ({ claim }: AuditEvent["body"]): string => nullable(claim) ?? defaultPersonRule.claim;

const nullable = (value: unknown): string | null => (typeof value === "string" ? value : null);
const text = (value: unknown): string => nullable(value) ?? "";
