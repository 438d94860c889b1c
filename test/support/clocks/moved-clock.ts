/** The time of day of a part under test, which a test moves forward instead of waiting. */
export class MovedClock {
  #aheadMs = 0;

  readonly now = (): Date => new Date(Date.now() + this.#aheadMs);

  pass(seconds: number): void {
    this.#aheadMs += seconds * 1000;
  }
}
