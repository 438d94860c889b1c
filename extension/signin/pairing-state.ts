/** Whether this editor may decide, and since when, as far as this window knows. The window's buttons depend on it. */
import type { Disposable } from "../disposables.ts";
import { Listeners } from "../listeners.ts";
import type { StoredPairing } from "./paired-editor.ts";

/** Whose pairing it is, since when and until when (milliseconds since 1970). It holds no secret. */
export type Paired = Pick<StoredPairing, "user" | "authenticatedAt" | "until">;

export class PairingState implements Disposable {
  readonly #listeners = new Listeners();
  #current: Paired | null = null;
  #isRead = false;

  get current(): Paired | null {
    return this.#current;
  }

  /** False until the stored pairing was read for the first time: `current` then says nothing about it. */
  get isRead(): boolean {
    return this.#isRead;
  }

  become(paired: Paired | null): void {
    const now = paired && { user: paired.user, authenticatedAt: paired.authenticatedAt, until: paired.until };
    if (this.#isRead && JSON.stringify(now) === JSON.stringify(this.#current)) return;
    this.#isRead = true;
    this.#current = now;
    this.#listeners.notify();
  }

  onChange(listener: () => void): Disposable {
    return this.#listeners.add(listener);
  }

  dispose(): void {
    this.#listeners.dispose();
  }
}
