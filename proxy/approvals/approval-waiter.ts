/**
 * Waits in the broker for a person's decision: it confirms with the registry what a server claims, and announces
 * changes to control clients. It cannot decide, because it has only the token for the edge.
 */
import type { Approval, ApprovalScope } from "@drawbridge/contracts/approvals";
import type { ApprovalList, Asker, LocalApproval } from "../contracts/control.ts";
import { find, newestFirst, standingOf, withAsker, withReports } from "./approval-store.ts";
import { ApprovalStream } from "./approval-stream.ts";
import { CurrentApprovals } from "./current-approvals.ts";
import { type CallIdentity, PendingCalls } from "./pending-calls.ts";
import type { RegistryReads } from "./registry-reads.ts";

/** A request as a server claims it, and the call that it should belong to. */
export interface Claim {
  readonly id: string;
  readonly server: string;
  readonly tool: string;
}

export type WaitOutcome =
  /** The registry reports that the request no longer waits. The call goes on, and the server says what follows. */
  | { readonly kind: "decided" }
  | { readonly kind: "undecided"; readonly approval: Approval }
  /** The registry does not know the request as one of this server, for this user and tool. */
  | { readonly kind: "unconfirmed" }
  /** The registry could not be asked. */
  | { readonly kind: "away" };

export interface Wait {
  readonly claim: Claim;
  readonly asker: Omit<Asker, "waiting">;
  /** When (ms since 1970) the waiting ends; null to wait until the request expires. */
  readonly until: number | null;
  /** Aborts when the call is cancelled. */
  readonly signal: AbortSignal;
  /** Called once, when the registry has confirmed the request and it still waits for a decision. */
  confirmed(approval: Approval): void;
}

/**
 * How long (ms) after its expiry a request is still waited for if the registry calls it pending, because that report
 * may be late.
 */
const clockToleranceMs = 5_000;

export class ApprovalWaiter {
  readonly #reads: RegistryReads;
  readonly #approvals = new CurrentApprovals();
  readonly #stream: ApprovalStream;
  /** The calls that were answered as pending. */
  readonly #pendingCalls = new PendingCalls();
  #followed: (() => void) | null = null;
  /** Aborting it ends every wait, because the broker ends or another user signed in. */
  #open = new AbortController();

  constructor(reads: RegistryReads, announce: (changed: LocalApproval[], scopes: ApprovalScope[]) => void) {
    this.#reads = reads;
    this.#stream = new ApprovalStream(reads, this.#approvals);
    this.#approvals.onChange((changes) => announce([...changes], this.#scopes));
  }

  /** Whether a control client shows the requests as they come. */
  get followed(): boolean {
    return this.#followed !== null;
  }

  /** Call it with true when a control client follows the requests, and with false when none does any more. */
  follow(wanted: boolean): void {
    if (wanted) this.#followed ??= this.#stream.hold();
    else {
      this.#followed?.();
      this.#followed = null;
    }
  }

  /** The list, read again from the registry if possible. */
  async list(): Promise<ApprovalList> {
    await this.#stream.read(this.#open.signal);
    return this.#list();
  }

  get #scopes(): ApprovalScope[] {
    return [...standingOf(this.#approvals.store, Date.now())];
  }

  #find(id: string): Approval | null {
    return find(this.#approvals.store, id)?.approval ?? null;
  }

  #list(): ApprovalList {
    const now = Date.now();
    const living = ({ approval }: LocalApproval) =>
      approval.state !== "pending" || Date.parse(approval.view.expiresAt) > now;
    const approvals = newestFirst(this.#approvals.store).filter(living);
    return { approvals, scopes: this.#scopes, stale: this.#stream.stale };
  }

  /** Waits for the decision on a claimed request. Rejects only with the abort of `wait.signal`. */
  async waitFor(wait: Wait): Promise<WaitOutcome> {
    const open = this.#open.signal;
    const release = this.#stream.hold();
    try {
      const approval = await this.#lookUp(wait, open);
      if (approval === null || approval === "away") return { kind: approval === null ? "unconfirmed" : "away" };
      if (!covers(wait.claim, approval, this.#reads.user)) return { kind: "unconfirmed" };
      if (approval.state !== "pending") return { kind: "decided" };
      return await this.#decision(wait, approval, open);
    } finally {
      release();
    }
  }

  /** The rejection of an equal call that was answered as pending. It is returned once; null if there is none. */
  async rejectionOf(call: CallIdentity, signal: AbortSignal): Promise<Approval | null> {
    const id = this.#pendingCalls.take(call);
    if (id === null) return null;
    try {
      const approval = await this.#reads.find(id, AbortSignal.any([signal, this.#open.signal]));
      return approval?.state === "rejected" ? approval : null;
    } catch {
      signal.throwIfAborted();
      this.#pendingCalls.add(call, id);
      return null;
    }
  }

  /** Notes that a call was answered as pending. */
  addPending(call: CallIdentity, id: string): void {
    this.#pendingCalls.add(call, id);
  }

  async #decision(wait: Wait, approval: Approval, open: AbortSignal): Promise<WaitOutcome> {
    const waits = (waiting: boolean) =>
      this.#approvals.update((store) => withAsker(store, approval.view.id, { ...wait.asker, waiting }));
    waits(true);
    try {
      wait.confirmed(approval);
      const until = wait.until ?? Date.parse(approval.view.expiresAt) + clockToleranceMs;
      const decided = await this.#when(wait, until, open, ({ state }) => state !== "pending");
      return decided ? { kind: "decided" } : { kind: "undecided", approval };
    } finally {
      waits(false);
    }
  }

  /** The claimed request, from the store or else from the registry; null if the registry does not know it. */
  async #lookUp(wait: Wait, open: AbortSignal): Promise<Approval | "away" | null> {
    const { claim, signal } = wait;
    const stored = this.#find(claim.id);
    if (stored) return stored;
    try {
      const fetched = await this.#reads.find(claim.id, AbortSignal.any([signal, open]));
      if (fetched) this.#approvals.update((store) => withReports(store, [fetched]));
      return this.#find(claim.id);
    } catch {
      signal.throwIfAborted();
    }
    const until = wait.until ?? Date.now() + clockToleranceMs;
    return (await this.#when(wait, until, open, () => true)) ?? "away";
  }

  /**
   * The request once `holds` accepts it; null at `until`, or when the waiter closes. Rejects if the call was cancelled.
   */
  #when(
    { claim, signal }: Wait,
    until: number,
    open: AbortSignal,
    holds: (approval: Approval) => boolean,
  ): Promise<Approval | null> {
    return new Promise((resolve, reject) => {
      const look = () => {
        const approval = this.#find(claim.id);
        if (approval && holds(approval)) settle(() => resolve(approval));
      };
      const giveUp = () => settle(() => resolve(null));
      const cancelled = () => settle(() => reject(signal.reason));
      const forget = this.#approvals.onChange(look);
      const timer = setTimeout(giveUp, Math.max(0, until - Date.now()));
      open.addEventListener("abort", giveUp);
      signal.addEventListener("abort", cancelled);
      const settle = (outcome: () => void) => {
        forget();
        clearTimeout(timer);
        open.removeEventListener("abort", giveUp);
        signal.removeEventListener("abort", cancelled);
        outcome();
      };
      if (signal.aborted) cancelled();
      else if (open.aborted) giveUp();
      else look();
    });
  }

  /**
   * Call it when another user has signed in, or the user has signed out. Nothing of the earlier user is waited for or
   * shown.
   */
  reset(): void {
    this.#open.abort();
    this.#open = new AbortController();
    this.#approvals.forget();
    this.#pendingCalls.forget();
    this.#stream.restart();
  }

  /** Ends every wait. The requests stay at the registry. */
  close(): void {
    this.#open.abort();
    this.follow(false);
  }
}

/** Whether the registry's request is one that this server may claim for this user's call. */
export const covers = ({ server, tool }: Claim, { view }: Approval, user: string | null): boolean =>
  view.server === server && view.tool === tool && view.user === user;
