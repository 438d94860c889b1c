/** Who hears of a change of plain state, which knows no editor. (The editor's own kind is vscode.EventEmitter.) */
import type { Disposable } from "./disposables.ts";

/** `Changes` is what a listener gets: nothing, or for instance `[view: View]`. */
export class Listeners<Changes extends readonly unknown[] = []> implements Disposable {
  readonly #listeners = new Set<(...changes: Changes) => void>();

  /** Calls `listener` at each change until the result is disposed of. */
  add(listener: (...changes: Changes) => void): Disposable {
    this.#listeners.add(listener);
    return { dispose: () => this.#listeners.delete(listener) };
  }

  notify(...changes: Changes): void {
    for (const listener of this.#listeners) listener(...changes);
  }

  dispose(): void {
    this.#listeners.clear();
  }
}
