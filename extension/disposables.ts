/** A list of things to dispose of, with one owner. It is safe to dispose twice, and to add something afterwards. */

export interface Disposable {
  dispose(): void;
}

export class Disposables implements Disposable {
  readonly #items: Disposable[] = [];
  #isDisposed = false;

  add<T extends Disposable>(disposable: T): T {
    if (this.#isDisposed) disposable.dispose();
    else this.#items.push(disposable);
    return disposable;
  }

  /** Disposes in reverse order, because what was added later may need what was added before. */
  dispose(): void {
    this.#isDisposed = true;
    for (const disposable of this.#items.splice(0).reverse()) disposable.dispose();
  }
}
