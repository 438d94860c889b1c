/** The codes of changes to the configuration files of agents. */
import type { ErrorFacts } from "../errors.ts";

export const agentsErrors = {
  malformed: {
    meaning: "The agent could not read its own configuration file. Nothing was changed.",
    next: "Correct the file, then try again.",
    mayHaveRun: "no",
    retryable: false,
    exit: "failed",
  },
  "not-writable": {
    meaning: "The path is not a regular file of the user that can be read and written. Nothing was changed.",
    next: "Give the file to the user and allow writing, then try again.",
    mayHaveRun: "no",
    retryable: false,
    exit: "failed",
  },
  "changed-meanwhile": {
    meaning: "Another program changed the file after the change was planned, so it was left alone.",
    next: "Try again.",
    mayHaveRun: "no",
    retryable: true,
    exit: "failed",
  },
  "unsafe-edit": {
    meaning: "No edit of the file would leave all the rest as it is. Nothing was changed.",
    next: "Edit the file by hand: `drawbridge agents list` names it.",
    mayHaveRun: "no",
    retryable: false,
    exit: "failed",
  },
  launcher: {
    meaning: "The program that agents start cannot be written.",
    next: "Make Drawbridge's folder writable, then try again.",
    mayHaveRun: "no",
    retryable: false,
    exit: "failed",
  },
  journal: {
    meaning: "Drawbridge's record of its own changes is in use, damaged, or from a later version.",
    next: "Follow the message: it names the file.",
    mayHaveRun: "no",
    retryable: false,
    exit: "failed",
  },
} as const satisfies Readonly<Record<string, ErrorFacts>>;

export type AgentsErrorCode = keyof typeof agentsErrors;
