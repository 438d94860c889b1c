/** What has to be let go of: a list that has one owner. Letting go twice, and adding afterwards, are both safe. */

export interface Disposable {
  dispose(): void;
}

export class Disposables implements Disposable {
  readonly #held: Disposable[] = [];
  #over = false;

  add<T extends Disposable>(disposable: T): T {
    if (this.#over) disposable.dispose();
    else this.#held.push(disposable);
    return disposable;
  }

  /** In the opposite order of adding, as what came later may need what came before. */
  dispose(): void {
    this.#over = true;
    for (const disposable of this.#held.splice(0).reverse()) disposable.dispose();
  }
}
