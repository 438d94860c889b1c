/**
 * What the links in our messages do. They are links to a command, which any other extension could run. So each link carries
 * a random word that was made for this message, and the command does nothing without it.
 */
import { randomBytes } from "node:crypto";
import { commands } from "../contributions.ts";

export interface Link {
  /** The link in the syntax of the editor's messages. `label` is our own text, so it holds nothing that ends the link. */
  readonly text: string;
  /** After this call the link does nothing. */
  withdraw(): void;
}

export class Answers {
  readonly #acts = new Map<string, () => void>();

  link(label: string, act: () => void): Link {
    const word = randomBytes(16).toString("base64url");
    this.#acts.set(word, act);
    return {
      text: `[${label}](command:${commands.answerNotice}?${encodeURIComponent(JSON.stringify([word]))})`,
      withdraw: () => this.#acts.delete(word),
    };
  }

  /** Called when the person follows the link that carries `word`. Another extension can call this too, but knows no word. */
  came(word: unknown): void {
    if (typeof word === "string") this.#acts.get(word)?.();
  }
}
