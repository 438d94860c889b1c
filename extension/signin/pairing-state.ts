/** Whether this editor may decide, and since when, as this window knows it: what its buttons go by. */
import type { Disposable } from "../disposables.ts";
import type { StoredPairing } from "./paired-editor.ts";

/** No secret: whose, since when and until when, in milliseconds since 1970. */
export type Paired = Pick<StoredPairing, "user" | "authenticatedAt" | "until">;

export class PairingState implements Disposable {
  readonly #listeners = new Set<() => void>();
  #current: Paired | null = null;

  get current(): Paired | null {
    return this.#current;
  }

  become(paired: Paired | null): void {
    const now = paired && { user: paired.user, authenticatedAt: paired.authenticatedAt, until: paired.until };
    if (JSON.stringify(now) === JSON.stringify(this.#current)) return;
    this.#current = now;
    for (const listener of this.#listeners) listener();
  }

  onChange(listener: () => void): Disposable {
    this.#listeners.add(listener);
    return { dispose: () => this.#listeners.delete(listener) };
  }

  dispose(): void {
    this.#listeners.clear();
  }
}
