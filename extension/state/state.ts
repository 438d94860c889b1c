/** The present snapshot, and the listeners for the next one. */
import type { Disposable } from "../disposables.ts";
import type { Snapshot } from "./snapshot.ts";

export type SnapshotListener = (now: Snapshot, before: Snapshot) => void;

export class State implements Disposable {
  readonly #listeners = new Set<SnapshotListener>();
  #current: Snapshot;

  constructor(first: Snapshot) {
    this.#current = first;
  }

  get current(): Snapshot {
    return this.#current;
  }

  onChange(listener: SnapshotListener): Disposable {
    this.#listeners.add(listener);
    return { dispose: () => this.#listeners.delete(listener) };
  }

  /** Calls the listeners where anything in the snapshot differs. */
  become(next: Snapshot): void {
    const before = this.#current;
    if (JSON.stringify(next) === JSON.stringify(before)) return;
    this.#current = next;
    for (const listener of this.#listeners) listener(next, before);
  }

  dispose(): void {
    this.#listeners.clear();
  }
}
