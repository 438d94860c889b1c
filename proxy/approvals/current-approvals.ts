/** The broker's current store, and the listeners to its changes. */
import type { LocalApproval } from "../contracts/control.ts";
import { type ApprovalStore, changesBetween, emptyStore } from "./approval-store.ts";

type Listener = (changes: readonly LocalApproval[]) => void;

export class CurrentApprovals {
  #store = emptyStore;
  readonly #listeners = new Set<Listener>();

  get store(): ApprovalStore {
    return this.#store;
  }

  update(change: (store: ApprovalStore) => ApprovalStore): void {
    const before = this.#store;
    this.#store = change(before);
    const changes = changesBetween(before, this.#store);
    const sameScopes = JSON.stringify(before.scopes) === JSON.stringify(this.#store.scopes);
    if (changes.length === 0 && sameScopes) return;
    for (const listener of this.#listeners) listener(changes);
  }

  /** Calls `listener` with the requests that changed. The list is empty if only standing approvals changed. */
  onChange(listener: Listener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Forgets everything, without calling a listener. */
  forget(): void {
    this.#store = emptyStore;
  }
}
