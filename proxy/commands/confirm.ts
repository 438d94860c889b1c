/** Asks the person at the terminal. */
import { createInterface } from "node:readline/promises";

export interface Person {
  /** Whether anybody is there to answer. */
  readonly present: boolean;
  /** Yes or no; no where they just press Enter. */
  confirm(question: string): Promise<boolean>;
}

export const personAtTerminal: Person = {
  get present() {
    return process.stdin.isTTY && process.stderr.isTTY;
  },

  async confirm(question) {
    const terminal = createInterface({ input: process.stdin, output: process.stderr });
    try {
      return /^y(es)?$/i.test((await terminal.question(`${question} [y/N] `)).trim());
    } finally {
      terminal.close();
    }
  },
};
