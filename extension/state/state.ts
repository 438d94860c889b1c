/** The present snapshot, and the listeners for the next one. */
import type { Disposable } from "../disposables.ts";
import { Listeners } from "../listeners.ts";
import type { Snapshot } from "./snapshot.ts";

export type SnapshotListener = (now: Snapshot, before: Snapshot) => void;

export class State implements Disposable {
  readonly #listeners = new Listeners<[now: Snapshot, before: Snapshot]>();
  #current: Snapshot;

  constructor(first: Snapshot) {
    this.#current = first;
  }

  get current(): Snapshot {
    return this.#current;
  }

  onChange(listener: SnapshotListener): Disposable {
    return this.#listeners.add(listener);
  }

  /** Calls the listeners where anything in the snapshot differs. */
  become(next: Snapshot): void {
    const before = this.#current;
    if (JSON.stringify(next) === JSON.stringify(before)) return;
    this.#current = next;
    this.#listeners.notify(next, before);
  }

  dispose(): void {
    this.#listeners.dispose();
  }
}
