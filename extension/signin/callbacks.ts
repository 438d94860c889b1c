/** The callbacks that the editor hands to this window, for whoever waits for one. */
import type { Disposable } from "../disposables.ts";

export class Callbacks {
  readonly #listeners = new Set<(query: string) => void>();

  /** The editor's URI handler. */
  came(query: string): void {
    for (const listener of this.#listeners) listener(query);
  }

  /** Each query from now on, until `signal` ends. */
  async *from(signal: AbortSignal): AsyncGenerator<string> {
    const queue: string[] = [];
    let wake: () => void = () => {};
    const listening = this.#listen((query) => {
      queue.push(query);
      wake();
    });
    const ended = (): void => wake();
    signal.addEventListener("abort", ended);
    try {
      while (!signal.aborted) {
        const query = queue.shift();
        if (query !== undefined) yield query;
        else
          await new Promise<void>((done) => {
            wake = done;
            if (signal.aborted || queue.length > 0) done();
          });
      }
    } finally {
      signal.removeEventListener("abort", ended);
      listening.dispose();
    }
  }

  #listen(listener: (query: string) => void): Disposable {
    this.#listeners.add(listener);
    return { dispose: () => this.#listeners.delete(listener) };
  }
}
