/** The requests that the registry told of, and who asked for them here. Holds no token and decides nothing. */
import type { Approval, ApprovalScope, ApprovalState } from "@drawbridge/contracts/approvals";
import type { Asker, LocalApproval } from "../contracts/control.ts";

/** Decided requests beyond this many are forgotten, oldest first. */
const mostDecided = 500;

/** How far along its life a request is: it never goes back, so that a list which was read earlier undoes no event. */
const stage: Readonly<Record<ApprovalState, number>> = {
  pending: 0,
  approved: 1,
  rejected: 1,
  expired: 2,
  void: 2,
  consumed: 3,
  "outcome-unknown": 4,
  succeeded: 5,
  failed: 5,
};

interface Entry {
  approval: Approval;
  readonly askers: Asker[];
}

export class ApprovalStore {
  readonly #entries = new Map<string, Entry>();
  readonly #scopes = new Map<string, ApprovalScope>();
  readonly #listeners = new Set<(changed: readonly LocalApproval[]) => void>();

  find(id: string): Approval | null {
    return this.#entries.get(id)?.approval ?? null;
  }

  /** Newest first. */
  get approvals(): readonly LocalApproval[] {
    return [...this.#entries.values()]
      .map(shown)
      .sort((a, b) => b.approval.view.requestedAt.localeCompare(a.approval.view.requestedAt));
  }

  /** Pending ones that an agent waits for. */
  get awaited(): readonly string[] {
    return [...this.#entries.values()]
      .filter(({ approval, askers }) => approval.state === "pending" && askers.some(({ waiting }) => waiting))
      .map(({ approval }) => approval.view.id);
  }

  /** Those in force. */
  scopes(now: number): ApprovalScope[] {
    return [...this.#scopes.values()].filter(({ expiresAt }) => Date.parse(expiresAt) > now);
  }

  /** Takes what the registry said and tells the listeners what is new in it. */
  take(approvals: readonly Approval[]): void {
    const changed = approvals.filter((approval) => this.#takeOne(approval)).map(({ view }) => view.id);
    this.#forgetOld();
    this.#tell(changed);
  }

  #takeOne(approval: Approval): boolean {
    const { id } = approval.view;
    const known = this.#entries.get(id);
    if (known && stage[approval.state] < stage[known.approval.state]) return false;
    if (known && JSON.stringify(known.approval) === JSON.stringify(approval)) return false;
    if (known) known.approval = approval;
    else this.#entries.set(id, { approval, askers: [] });
    return true;
  }

  /** All scopes there are, or a change of one. */
  takeScopes(scopes: readonly ApprovalScope[], all: boolean): void {
    if (all) this.#scopes.clear();
    for (const scope of scopes) this.#scopes.set(scope.id, scope);
    if (scopes.length > 0 && !all) this.#tell([]);
  }

  /** An agent waits for a request that is known; the answer ends that, and leaves on record that it asked. */
  waits(id: string, asker: Omit<Asker, "waiting">): () => void {
    const entry = this.#entries.get(id);
    if (!entry) return () => {};
    const same = entry.askers.findIndex(
      ({ pid, agent, waiting }) => !waiting && pid === asker.pid && agent === asker.agent,
    );
    if (same >= 0) entry.askers.splice(same, 1);
    const waiting = { ...asker, waiting: true };
    entry.askers.push(waiting);
    this.#tell([id]);
    return () => {
      entry.askers[entry.askers.indexOf(waiting)] = { ...asker, waiting: false };
      this.#tell([id]);
    };
  }

  /** `changed` is empty where only the scopes did. */
  onChange(listener: (changed: readonly LocalApproval[]) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  forget(): void {
    this.#entries.clear();
    this.#scopes.clear();
  }

  #tell(ids: readonly string[]): void {
    const changed = ids.flatMap((id) => {
      const entry = this.#entries.get(id);
      return entry ? [shown(entry)] : [];
    });
    for (const listener of this.#listeners) listener(changed);
  }

  #forgetOld(): void {
    const decided = [...this.#entries].filter(
      ([, { approval, askers }]) => approval.state !== "pending" && !askers.some(({ waiting }) => waiting),
    );
    for (const [id] of decided.slice(0, Math.max(0, decided.length - mostDecided))) this.#entries.delete(id);
  }
}

const shown = ({ approval, askers }: Entry): LocalApproval => ({ approval, askers: [...askers] });
