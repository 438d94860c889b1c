/** Where a command's words go: results to stdout, everything about the way there to stderr. */
import { spelledOut, visibleJson } from "@drawbridge/contracts/visible-text";

export interface Terminal {
  /** A line of the result, or several. */
  result(line: string): void;
  /** A line on progress, trouble or the next step. */
  note(line: string): void;
  /** The columns of the terminal that shows results; null where a program reads them, by a pipe or a file. */
  readonly columns: number | null;
}

/** What a terminal has where it does not say. */
const usualColumns = 80;

/** Nothing in a text of others acts on the terminal or hides there: such characters are spelled out. */
export const processTerminal: Terminal = {
  result: (line) => process.stdout.write(`${spelledOut(line, "block")}\n`),
  note: (line) => process.stderr.write(`${spelledOut(line, "block")}\n`),
  get columns() {
    return process.stdout.isTTY ? process.stdout.columns || usualColumns : null;
  },
};

/** The whole result for a program. */
export const resultJson = (terminal: Terminal, value: unknown): void => terminal.result(json(value, 2));

/** JSON as a terminal may show it: nothing in it hides, and what is read from it is the same. */
export const json = (value: unknown, indent?: number): string => visibleJson(JSON.stringify(value, null, indent));
