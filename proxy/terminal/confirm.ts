/** Asks the person at the terminal. */
import { once } from "node:events";
import { createInterface } from "node:readline/promises";

export interface Person {
  /** Whether a person is there to answer. */
  readonly present: boolean;
  /** The person's yes or no. Just pressing Enter, or leaving, counts as no. */
  confirm(question: string): Promise<boolean>;
}

export const personAtTerminal: Person = {
  get present() {
    return process.stdin.isTTY && process.stderr.isTTY;
  },

  async confirm(question) {
    const terminal = createInterface({ input: process.stdin, output: process.stderr });
    // Ctrl-C and Ctrl-D close the terminal. Some Node versions then reject the question, and others leave it without an
    // answer.
    const close = once(terminal, "close").then(() => "");
    const reply = terminal.question(`${question} [y/N] `).catch(() => "");
    const answer = await Promise.race([reply, close]);
    terminal.close();
    return /^y(es)?$/i.test(answer.trim());
  },
};
