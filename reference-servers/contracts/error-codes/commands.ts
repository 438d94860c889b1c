/** The codes of the command line itself. The parts that it calls have their own. */
import type { ErrorFacts } from "../errors.ts";

export const commandErrors = {
  usage: {
    meaning: "The command line was not understood.",
    next: "Run `drawbridge help` for the commands, `drawbridge help <command>` for one of them.",
    mayHaveRun: "no",
    retryable: false,
    exit: "usage",
  },
  "node-too-old": {
    meaning: "The installed Node.js is too old for Drawbridge.",
    next: "Install the version that the message names, or a later one.",
    mayHaveRun: "no",
    retryable: false,
    exit: "failed",
  },
  "protocol-error": {
    meaning: "The server answered with a JSON-RPC error that has no code of Drawbridge's.",
    next: "Run `drawbridge tools <server>` for the tools that you may call, and correct the call.",
    mayHaveRun: "depends",
    retryable: false,
    exit: "failed",
  },
  "tool-error": {
    meaning: "The tool reported a failure without a code.",
    next: "Read the tool's own message.",
    mayHaveRun: "depends",
    retryable: false,
    exit: "failed",
  },
  internal: {
    meaning: "Drawbridge failed unexpectedly.",
    next: "Look in `drawbridge logs` for the cause, then try again.",
    mayHaveRun: "depends",
    retryable: false,
    exit: "failed",
  },
} as const satisfies Readonly<Record<string, ErrorFacts>>;

export type CommandErrorCode = keyof typeof commandErrors;
