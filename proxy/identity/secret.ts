/** A token or key, so held that it cannot slip into a log line, a message or a dump: only `reveal` gives it. */
import { inspect } from "node:util";

const placeholder = "[secret]";

export class Secret {
  readonly #value: string;

  constructor(value: string) {
    this.#value = value;
  }

  /** The value itself; for the wire and the store, never for a message. */
  reveal(): string {
    return this.#value;
  }

  toString(): string {
    return placeholder;
  }

  toJSON(): string {
    return placeholder;
  }

  [inspect.custom](): string {
    return placeholder;
  }
}
