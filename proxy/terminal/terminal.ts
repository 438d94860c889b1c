/** Where a command writes: results to stdout, everything else to stderr. */
import { spelledOut, visibleJson } from "@drawbridge/contracts/visible-text";

export interface Terminal {
  /** Writes a line of the result, or several. */
  result(line: string): void;
  /** Writes a line about progress, a problem or the next step. */
  note(line: string): void;
  /** The columns of the terminal that shows the results; null if a program reads them through a pipe or a file. */
  readonly columns: number | null;
}

/** The columns of a terminal that does not report its width. */
const usualColumns = 80;

/** Characters that could act on the terminal or hide text are spelled out, because the text may come from others. */
export const processTerminal: Terminal = {
  result: (line) => process.stdout.write(`${spelledOut(line, "block")}\n`),
  note: (line) => process.stderr.write(`${spelledOut(line, "block")}\n`),
  get columns() {
    return process.stdout.isTTY ? process.stdout.columns || usualColumns : null;
  },
};

/** Writes the whole result, for a program. */
export const resultJson = (terminal: Terminal, value: unknown): void => terminal.result(json(value, 2));

/** JSON that a terminal may show: no character in it hides, and a program reads the same value from it. */
export const json = (value: unknown, indent?: number): string => visibleJson(JSON.stringify(value, null, indent));
