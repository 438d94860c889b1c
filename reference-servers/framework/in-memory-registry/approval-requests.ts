/**
 * The requests for approval in an in-memory registry. It keeps the rules of the real one that decide whether a call runs:
 * the states and their steps (contracts/approvals/states.ts), one open request for each call, who may decide, a grant for
 * exactly one call, and one run for each grant. A contract test runs the same cases on both registries. It has no
 * sign-in, no standing approvals, no limits and no audit, and no request expires.
 */
import { randomUUID } from "node:crypto";
import {
  type ApprovalAsk,
  type ApprovalTicket,
  type ApprovalView,
  type Consume,
  type ConsumeRefusal,
  type GrantClaims,
  grantAudience,
  grantIssuer,
  grantType,
  type RunOutcome,
} from "@drawbridge/contracts/approvals";
import { type ApprovalState, approvalSteps, isOpen } from "@drawbridge/contracts/approvals/states";
import type { AuditKind } from "@drawbridge/contracts/audit";
import { digestOf } from "@drawbridge/contracts/digest";
import type { Principal } from "@drawbridge/contracts/identity";
import type { ServerManifest } from "@drawbridge/contracts/registry";
import { exportJWK, generateKeyPair, type JWK, SignJWT } from "jose";
import type { z } from "zod";

/** Milliseconds that a request waits, and that its grant is valid: as in the real registry's default settings. */
const pendingMs = 60 * 60_000;
const grantMs = 15 * 60_000;

interface ApprovalRequest {
  readonly view: ApprovalView;
  readonly digest: string;
  readonly policyVersion: string;
  state: ApprovalState;
  expiresAt: Date;
  decidedBy: string | null;
  reason: string | null;
  grant: string | null;
  /** The name of the call that consumed it. */
  call: string | null;
  handle: string | null;
}

/** The person who decides. */
export type Decider = Pick<Principal, "user" | "groups">;

/** How the registry answers to a step of a request. */
export type StepAnswer =
  | { readonly kind: "taken"; readonly ticket: ApprovalTicket }
  | { readonly kind: "refused"; readonly why: string };

export interface ApprovalRequests {
  ask(manifest: ServerManifest, ask: ApprovalAsk): StepAnswer;
  /** Null where `server` made no such request. */
  ticket(server: string, id: string): ApprovalTicket | null;
  running(server: string, state: ApprovalState): ApprovalTicket[];
  consume(
    server: string,
    id: string,
    consume: z.output<typeof Consume>,
  ): ApprovalTicket | z.infer<typeof ConsumeRefusal>;
  keepHandle(server: string, id: string, handle: string): StepAnswer;
  end(server: string, id: string, outcome: RunOutcome): StepAnswer;
  withdraw(server: string, id: string, reason: string): StepAnswer;
  /** What a person sees of each request that waits. */
  pending(): readonly ApprovalView[];
  stateOf(id: string): ApprovalState;
  /** Throws where the person may not decide the request, or where it does not wait any more. */
  decide(id: string, by: Decider, decision: { readonly reject: string } | "approve"): Promise<void>;
  readonly publicKey: JWK;
}

/** `url` is the registry's: where its requests are. */
export async function openApprovalRequests(url: string): Promise<ApprovalRequests> {
  const { publicKey, privateKey } = await generateKeyPair("EdDSA");
  const kid = randomUUID();
  const requests: ApprovalRequest[] = [];

  const ticketOf = ({ view, ...request }: ApprovalRequest): ApprovalTicket => ({
    ...{ id: view.id, tool: view.tool, plan: view.plan, need: view.need },
    ...{ state: request.state, link: `${url}/approvals/${view.id}`, expiresAt: request.expiresAt.toISOString() },
    ...{ reason: request.reason, decidedBy: request.decidedBy, handle: request.handle },
    grant: request.state === "approved" ? request.grant : null,
  });

  const taken = (request: ApprovalRequest): StepAnswer => ({ kind: "taken", ticket: ticketOf(request) });

  const find = (server: string, id: string): ApprovalRequest | undefined =>
    requests.find(({ view }) => view.server === server && view.id === id);

  /** Takes a step of contracts/approvals/states.ts. */
  const step = (
    request: ApprovalRequest | undefined,
    kind: AuditKind,
    change: Partial<ApprovalRequest> = {},
  ): StepAnswer => {
    if (request === undefined) return refused("This server has made no such request.");
    const { from, to } = approvalSteps[kind] ?? { from: [], to: null };
    if (!from.includes(request.state)) return refused(`A request that is ${request.state} cannot become ${kind}.`);
    Object.assign(request, change, { state: to ?? request.state });
    return taken(request);
  };

  /** The answer to a step that was taken before. */
  const repeated = (request: ApprovalRequest | undefined, state: ApprovalState): StepAnswer | null =>
    request?.state === state ? taken(request) : null;

  const grantFor = ({ view, digest, policyVersion }: ApprovalRequest, expiresAt: Date): Promise<string> => {
    const claims: GrantClaims = {
      ...{
        iss: grantIssuer,
        aud: grantAudience(view.server),
        sub: view.user,
        jti: randomUUID(),
        iat: seconds(new Date()),
      },
      ...{ exp: seconds(expiresAt), request: view.id, tool: view.tool, digest, policyVersion, shown: digestOf(view) },
    };
    return new SignJWT(claims).setProtectedHeader({ alg: "EdDSA", typ: grantType, kid }).sign(privateKey);
  };

  return {
    ask(manifest, ask) {
      const same = requests.filter(
        ({ view, digest }) =>
          view.server === manifest.name &&
          view.user === ask.principal.user &&
          view.tool === ask.tool &&
          digest === ask.digest,
      );
      const unknown = same.find(({ state }) => state === "outcome-unknown");
      if (unknown !== undefined) return taken(unknown);
      const open = same.find(({ state }) => isOpen(state));
      if (open?.policyVersion === ask.policyVersion && open.view.need === ask.need) return taken(open);
      if (open !== undefined) step(open, "void", { reason: "The policy, or who must approve, has changed since." });
      if (ask.need === "second-person" && manifest.approvers.length === 0)
        return refused("This needs a second person, and no group may be that for this server.");
      const request = requestOf(manifest, ask);
      requests.push(request);
      return taken(request);
    },
    ticket(server, id) {
      const request = find(server, id);
      return request === undefined ? null : ticketOf(request);
    },
    running: (server, state) =>
      requests.filter((request) => request.view.server === server && request.state === state).map(ticketOf),
    consume(server, id, { grant, call }) {
      const request = find(server, id);
      if (request === undefined || request.grant !== grant)
        return { error: "no-such-grant", message: "There is no such grant for this request." };
      if (request.state === "consumed" && request.call === call) return ticketOf(request);
      if (request.state === "void") return { error: "void", message: "The approval was withdrawn." };
      const consumed = step(request, "consumed", { call });
      return consumed.kind === "taken"
        ? consumed.ticket
        : { error: "used", message: "The grant is spent: it serves for one call." };
    },
    keepHandle: (server, id, handle) => step(find(server, id), "handle", { handle }),
    end(server, id, { outcome }) {
      const kind = outcome === "unknown" ? "outcome-unknown" : outcome;
      return repeated(find(server, id), kind) ?? step(find(server, id), kind);
    },
    withdraw: (server, id, reason) => repeated(find(server, id), "void") ?? step(find(server, id), "void", { reason }),
    pending: () => requests.filter(({ state }) => state === "pending").map(({ view }) => view),
    stateOf: (id) => existing(requests, id).state,
    async decide(id, by, decision) {
      const request = existing(requests, id);
      const objection = objectionTo(by, request.view);
      if (objection !== null) throw new Error(objection);
      const expiresAt = new Date(Date.now() + grantMs);
      const answer =
        decision === "approve"
          ? step(request, "approved", { decidedBy: by.user, expiresAt, grant: await grantFor(request, expiresAt) })
          : step(request, "rejected", { decidedBy: by.user, reason: decision.reject });
      if (answer.kind === "refused") throw new Error(answer.why);
    },
    publicKey: { ...(await exportJWK(publicKey)), kid, alg: "EdDSA", use: "sig" },
  };
}

function requestOf(
  { name, title, owner, environment, tools, approvers }: ServerManifest,
  ask: ApprovalAsk,
): ApprovalRequest {
  const { principal, agent, workspace, tool, plan, need, digest, policyVersion } = ask;
  const expiresAt = new Date(Date.now() + pendingMs);
  const view: ApprovalView = {
    ...{
      id: randomUUID(),
      user: principal.user,
      agent,
      workspace,
      server: name,
      serverTitle: title,
      owner,
      environment,
    },
    ...{ tool, toolTitle: tools.find((each) => each.name === tool)?.title ?? tool, plan, need },
    approvers: need === "second-person" ? approvers : [],
    requestedAt: new Date().toISOString(),
    expiresAt: expiresAt.toISOString(),
  };
  const undecided = { state: "pending", decidedBy: null, reason: null, grant: null, call: null, handle: null } as const;
  return { ...undecided, view, digest, policyVersion, expiresAt };
}

function existing(requests: readonly ApprovalRequest[], id: string): ApprovalRequest {
  const request = requests.find(({ view }) => view.id === id);
  if (request === undefined) throw new Error(`There is no request ${id}.`);
  return request;
}

/** Why this person may not decide the request; null if they may. */
function objectionTo({ user, groups }: Decider, view: ApprovalView): string | null {
  const own = user === view.user;
  if (view.need === "caller") return own ? null : `Only ${view.user} may decide this: it is their own call.`;
  if (own) return `This needs a second person, and ${user} asked for it.`;
  const isApprover = groups.some((group) => view.approvers.includes(group));
  return isApprover ? null : `${user} is in none of the groups that approve: ${view.approvers.join(", ")}.`;
}

const refused = (why: string): StepAnswer => ({ kind: "refused", why });

const seconds = (time: Date): number => Math.floor(time.getTime() / 1000);
