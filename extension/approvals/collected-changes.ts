/**
 * Collects changes of requests for a moment before they are shown. The broker says a moment after a request which agent
 * waits for it, and in which folder.
 */
import type { Disposable } from "../disposables.ts";

const collectDelayMs = 100;

export class CollectedChanges implements Disposable {
  readonly #show: () => void;
  #timer: NodeJS.Timeout | undefined;

  /** `show` is called once for all changes of the same moment. */
  constructor(show: () => void) {
    this.#show = show;
  }

  add(): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      this.#show();
    }, collectDelayMs);
  }

  dispose(): void {
    clearTimeout(this.#timer);
  }
}
