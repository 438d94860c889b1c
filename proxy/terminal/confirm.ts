/** Asks the person at the terminal. */
import { once } from "node:events";
import { createInterface } from "node:readline/promises";

export interface Person {
  /** Whether anybody is there to answer. */
  readonly present: boolean;
  /** Yes or no; no where they just press Enter, or leave. */
  confirm(question: string): Promise<boolean>;
}

export const personAtTerminal: Person = {
  get present() {
    return process.stdin.isTTY && process.stderr.isTTY;
  },

  async confirm(question) {
    const terminal = createInterface({ input: process.stdin, output: process.stderr });
    // Ctrl-C and Ctrl-D close it; the question is then refused by some Nodes, and by others left without an answer.
    const close = once(terminal, "close").then(() => "");
    const reply = terminal.question(`${question} [y/N] `).catch(() => "");
    const answer = await Promise.race([reply, close]);
    terminal.close();
    return /^y(es)?$/i.test(answer.trim());
  },
};
