/**
 * A token or key, wrapped so that it cannot get into a log line, a message or a dump by mistake: only `reveal` returns
 * it.
 */
import { inspect } from "node:util";

const placeholder = "[secret]";

export class Secret {
  readonly #value: string;

  constructor(value: string) {
    this.#value = value;
  }

  /** The value itself, for requests and the store, never for a message. */
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
