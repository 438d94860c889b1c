/**
 * What the links of our messages stand for. They are links to a command, which any other extension could run; so each
 * carries a word that was made for this showing, and without it the command does nothing.
 */
import { randomBytes } from "node:crypto";
import { commands } from "../contributions.ts";

export interface Link {
  /** As the editor's messages write one. `label` is ours: nothing in it may end the link. */
  readonly text: string;
  /** From then on the link does nothing. */
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

  /** The person followed a link that carries `word`; anybody else may say so too, who does not know the word. */
  came(word: unknown): void {
    if (typeof word === "string") this.#acts.get(word)?.();
  }
}
