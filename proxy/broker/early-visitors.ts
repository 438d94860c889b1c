/** Visitors of a broker that is still starting. They wait until it is ready, in the order in which they came. */
export class EarlyVisitors<Ready> {
  #ready: Ready | null = null;
  #waiting: ((ready: Ready) => void)[] = [];

  /** The broker; null while it is starting. */
  get ready(): Ready | null {
    return this.#ready;
  }

  /** Calls `visit` at once, or as soon as the broker is ready. */
  admit(visit: (ready: Ready) => void): void {
    if (this.#ready === null) this.#waiting.push(visit);
    else visit(this.#ready);
  }

  /** Call it when the broker is ready. */
  open(ready: Ready): void {
    this.#ready = ready;
    for (const visit of this.#waiting) visit(ready);
    this.#waiting = [];
  }
}
