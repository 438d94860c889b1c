/**
 * The gate before every call whose plan needs approval. It opens for one call with one grant. The gate asks the registry
 * for the approval; once a person has approved, it verifies the grant, compares it with the plan as it is now, and spends
 * it before anything runs. Every error on the way keeps the gate closed.
 */
import { setTimeout as sleep } from "node:timers/promises";
import type { ApprovalTicket } from "@drawbridge/contracts/approvals";
import type { Principal } from "@drawbridge/contracts/identity";
import type { Answer } from "../answers/answer.ts";
import type { ApprovalNeed, BoundPlan, Plan, TableSample } from "../plan.ts";
import {
  alreadyRunAnswer,
  approvedAnswer,
  askAnswer,
  expiryAnswer,
  outcomeUnknownAnswer,
  pendingAnswer,
  refusedAskAnswer,
  rejectionAnswer,
  unavailableAnswer,
} from "./answers.ts";
import type { ApprovalsClient } from "./approvals-client.ts";
import { GrantRefused } from "./grant.ts";
import { materialChange } from "./material-change.ts";
import { ApprovalsUnavailable, AskRefused } from "./registry-calls.ts";

/** What the gate reads from a planned call. The gate passes the rest of it through unchanged. */
interface Proposed {
  readonly plan: BoundPlan;
  readonly need: ApprovalNeed;
  /** Rows for the call's user. It is read only before a request that may be new, and a failure leaves the rows out. */
  sample(): Promise<TableSample | null>;
}

/** What the gate knows of a call. */
export interface GatedCall<Planned extends Proposed = Proposed> {
  readonly principal: Principal;
  readonly agent: string | null;
  readonly workspace: string | null;
  readonly tool: string;
  readonly digest: string;
  readonly policyVersion: string;
  /** The gate calls it several times. Each call makes a new plan. `approved`: a person has approved the call. */
  plan(approved: boolean): Promise<Planned>;
  /**
   * Aborts with `signal`, and when too little of the call's time is left for its run. An approved call that has not begun
   * by then stays approved, and the next call with the same arguments runs it.
   */
  readonly mustBegin: AbortSignal;
  /** The request that this call was asked about before, if the client sent back a state that opened. */
  readonly before: {
    readonly request: string;
    /** The client said that it does not wait: the person declined or closed the question. That is not a decision. */
    readonly impatient: boolean;
  } | null;
  /** Whether this client can show a page to its user. */
  readonly canBeAsked: boolean;
  /** Seals the name of a request. The client sends it back when it asks for the decision. */
  seal(request: string, expiresAt: Date): Promise<string>;
  /** How an earlier run of the tool ended, by what the run noted. Asked where no outcome was recorded. */
  settle(ticket: ApprovalTicket): Promise<"succeeded" | "failed" | "running" | "unknown">;
  /** Milliseconds that this call may wait for a person. */
  readonly decisionTimeoutMs: number;
  /** The time by which the call must have ended, once it has begun. */
  deadline(): Date;
  readonly signal: AbortSignal;
}

export type Passage<Planned> =
  /** No approval is needed. */
  | { readonly kind: "free"; readonly planned: Planned }
  /**
   * The grant of this request is spent for this call. The call now runs by its latest plan, and the caller of this
   * function must report how it ends.
   */
  | { readonly kind: "granted"; readonly request: string; readonly planned: Planned }
  | Closed;

interface Closed {
  readonly kind: "closed";
  readonly answer: Answer;
}

/** Milliseconds between two reads of a request, at first and at most, so that a decision is noticed within a second. */
const lookMs = 200;
const maxLookMs = 800;

/** Lets `call` through, or says why not. Throws what planning throws, and the signal's reason. */
export async function passGate<Planned extends Proposed>(
  approvals: ApprovalsClient | null,
  call: GatedCall<Planned>,
): Promise<Passage<Planned>> {
  let plan: Plan | null = null;
  try {
    const before = call.before === null || approvals === null ? null : await decisionOn(approvals, call, call.before);
    const made = await planFor(call, before);
    if (made.kind === "closed") return made;
    const { planned } = made;
    plan = planned.plan;
    if (planned.need === "none") return { kind: "free", planned: planned };
    if (approvals === null) return closed(unavailableAnswer(plan, "this server has no registry"));
    const needed = { plan: planned.plan, need: planned.need, sample: planned.sample };
    const passed = await goThrough(approvals, call, needed, before);
    return passed.kind === "closed" ? passed : { ...passed, planned: planned };
  } catch (error) {
    if (error instanceof AskRefused && plan !== null) return closed(refusedAskAnswer(plan, error.message));
    if (error instanceof ApprovalsUnavailable) return closed(unavailableAnswer(plan, error.message));
    if (error instanceof GrantRefused) {
      return closed(unavailableAnswer(plan, `the registry's grant is not for this call, ${error.message}`));
    }
    throw error;
  }
}

/** The call's plan, or the answer where too little of its time is left to run it, although a person has approved it. */
async function planFor<Planned extends Proposed>(
  call: GatedCall<Planned>,
  before: ApprovalTicket | null,
): Promise<{ readonly kind: "planned"; readonly planned: Planned } | Closed> {
  if (before?.state !== "approved") return { kind: "planned", planned: await call.plan(false) };
  try {
    return { kind: "planned", planned: await call.plan(true) };
  } catch (error) {
    if (isTooLate(call)) return closed(await laterAnswer(call, before));
    throw error;
  }
}

/** Throws the reason of a call that has ended. */
function isTooLate({ signal, mustBegin }: GatedCall): boolean {
  signal.throwIfAborted();
  return mustBegin.aborted;
}

const laterAnswer = async (call: GatedCall, ticket: ApprovalTicket): Promise<Answer> =>
  approvedAnswer(ticket, await call.seal(ticket.id, sealedUntil(ticket)));

/** The grant of this request is spent. */
interface Spent {
  readonly kind: "granted";
  readonly request: string;
}

interface Needed {
  readonly plan: BoundPlan;
  readonly need: Exclude<ApprovalNeed, "none">;
  readonly sample: Proposed["sample"];
}

async function goThrough(
  approvals: ApprovalsClient,
  call: GatedCall,
  needed: Needed,
  before: ApprovalTicket | null,
): Promise<Spent | Closed> {
  const ask = () => approvals.ask(askOf(call, needed), call.signal);
  const askWithSample = async () => {
    const sample = await sampleOf(call, needed);
    return approvals.ask({ ...askOf(call, needed), ...(sample === null ? {} : { sample }) }, call.signal);
  };
  let ticket = before ?? (await askWithSample());
  if (before?.state === "approved") ticket = await stillGood(approvals, call, before, ask);
  let changed: string | null = null;
  if (ticket.state === "approved") {
    changed = changeSince(ticket, needed);
    if (changed !== null) {
      await approvals.withdraw(ticket.id, changed, call.signal);
      ticket = await askWithSample();
    }
  }
  if (ticket.state === "approved" && isTooLate(call)) return closed(await laterAnswer(call, ticket));
  // A standing approval may have approved the new request at once, for the plan as it is now.
  if (ticket.state === "approved" && changeSince(ticket, needed) === null) return spend(approvals, call, ticket);
  return closed(await answerFor(approvals, call, ticket, changed, before !== null));
}

/**
 * Asks for the approval again. The registry returns the same request if it is still valid: it is not if the policy
 * changed, or the person who must approve. If an identical call has spent the approval meanwhile, the new request is
 * withdrawn, because the approval was for one call.
 */
async function stillGood(
  approvals: ApprovalsClient,
  { signal }: GatedCall,
  before: ApprovalTicket,
  ask: () => Promise<ApprovalTicket>,
): Promise<ApprovalTicket> {
  const ticket = await ask();
  if (ticket.id === before.id) return ticket;
  const now = await approvals.ticket(before.id, signal);
  if (now.state === "void" || now.state === "expired") return ticket;
  await approvals.withdraw(ticket.id, "An identical call has used the approval.", signal);
  return now;
}

/** Null also where the rows cannot be read: a request without rows is better than none. */
async function sampleOf({ signal }: GatedCall, { sample }: Needed): Promise<TableSample | null> {
  try {
    return await sample();
  } catch {
    signal.throwIfAborted();
    return null;
  }
}

const askOf = ({ principal, agent, workspace, tool, digest, policyVersion }: GatedCall, { plan, need }: Needed) => ({
  ...{ principal, agent, workspace, tool, digest, policyVersion },
  ...{ plan, need },
});

/**
 * How what would run differs from what was approved, or why the approval is by the wrong person; null where neither is
 * so.
 */
const changeSince = (ticket: ApprovalTicket, { plan, need }: Needed): string | null =>
  need === "second-person" && ticket.need === "caller"
    ? "it now needs another person's approval"
    : materialChange(ticket.plan, plan);

async function spend(approvals: ApprovalsClient, call: GatedCall, ticket: ApprovalTicket): Promise<Spent | Closed> {
  const { tool, digest, policyVersion, principal } = call;
  if (ticket.grant === null) throw new ApprovalsUnavailable("the registry approved without a grant");
  const bound = { request: ticket.id, user: principal.user, tool, digest, policyVersion };
  const refusal = await approvals.spend(ticket.grant, bound, call.deadline());
  if (refusal === null) return { kind: "granted", request: ticket.id };
  switch (refusal.error) {
    case "expired":
      return closed(expiryAnswer(ticket));
    case "used":
      return closed(alreadyRunAnswer({ ...ticket, state: "consumed" }));
    case "void":
      return closed(alreadyRunAnswer({ ...ticket, state: "void" }));
    case "no-such-grant":
      throw new ApprovalsUnavailable("the registry does not know its own grant");
  }
}

/** `retried`: the client was asked already, so it gets a result and no second question. */
async function answerFor(
  approvals: ApprovalsClient,
  call: GatedCall,
  ticket: ApprovalTicket,
  changed: string | null,
  retried: boolean,
): Promise<Answer> {
  switch (ticket.state) {
    case "pending": {
      const state = await call.seal(ticket.id, sealedUntil(ticket));
      const alreadyAsked = retried && changed === null;
      return call.canBeAsked && !alreadyAsked
        ? askAnswer(ticket, state, changed)
        : pendingAnswer(ticket, state, changed);
    }
    case "rejected":
      return rejectionAnswer(ticket);
    case "expired":
      return expiryAnswer(ticket);
    case "outcome-unknown": {
      const outcome = await call.settle(ticket);
      if (outcome !== "succeeded" && outcome !== "failed") return outcomeUnknownAnswer(ticket);
      await approvals.report(ticket.id, outcome);
      return alreadyRunAnswer({ ...ticket, state: outcome });
    }
    case "consumed":
    case "succeeded":
    case "failed":
    case "void":
      return alreadyRunAnswer(ticket);
    case "approved":
      throw new ApprovalsUnavailable("the plan changes faster than it can be approved");
  }
}

/**
 * Longer than the request, so that a client that comes late with it learns that the request expired, and not that the
 * state did.
 */
const sealedUntil = ({ expiresAt }: ApprovalTicket): Date => new Date(Date.parse(expiresAt) + 3_600_000);

/** The request once it is decided, or as it is when this call's waiting time is over. */
async function decisionOn(
  approvals: ApprovalsClient,
  { decisionTimeoutMs, signal }: GatedCall,
  { request, impatient }: NonNullable<GatedCall["before"]>,
): Promise<ApprovalTicket> {
  const until = performance.now() + (impatient ? 0 : decisionTimeoutMs);
  for (let look = lookMs; ; look = Math.min(look * 1.5, maxLookMs)) {
    const ticket = await approvals.ticket(request, signal);
    const remainingMs = until - performance.now();
    if (ticket.state !== "pending" || remainingMs <= 0) return ticket;
    await sleep(Math.min(look, remainingMs), undefined, { signal }).catch(() => signal.throwIfAborted());
  }
}

const closed = (answer: Answer): Closed => ({ kind: "closed", answer });
