/** Where a command's words go: results to stdout, everything about the way there to stderr. */
export interface Terminal {
  /** A line of the result. */
  result(line: string): void;
  /** A line on progress, trouble or the next step. */
  note(line: string): void;
}

export const processTerminal: Terminal = {
  result: (line) => process.stdout.write(`${line}\n`),
  note: (line) => process.stderr.write(`${line}\n`),
};

/** The whole result for a program. */
export const resultJson = (terminal: Terminal, value: unknown): void => terminal.result(JSON.stringify(value, null, 2));
