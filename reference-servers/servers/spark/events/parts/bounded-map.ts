/** A map with a maximum size: an entry beyond it is left out, and counted. */
export class BoundedMap<Key, Value> {
  readonly #entries = new Map<Key, Value>();
  readonly #max: number;
  readonly #onLeftOut: () => void;

  constructor(max: number, onLeftOut: () => void) {
    this.#max = max;
    this.#onLeftOut = onLeftOut;
  }

  get(key: Key): Value | undefined {
    return this.#entries.get(key);
  }

  has(key: Key): boolean {
    return this.#entries.has(key);
  }

  set(key: Key, value: Value): void {
    if (this.#entries.size < this.#max || this.#entries.has(key)) this.#entries.set(key, value);
    else this.#onLeftOut();
  }

  entries(): readonly (readonly [Key, Value])[] {
    return [...this.#entries];
  }

  values(): readonly Value[] {
    return [...this.#entries.values()];
  }
}
