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
    meaning: "Drawbridge found no edit that leaves the rest of the file unchanged. Nothing was changed.",
    next: "Edit the file by hand. `drawbridge agents list` names it.",
    mayHaveRun: "no",
    retryable: false,
    exit: "failed",
  },
  launcher: {
    meaning: "Drawbridge could not write the launcher, which is the program that agents start.",
    next: "Make Drawbridge's folder writable, then try again.",
    mayHaveRun: "no",
    retryable: false,
    exit: "failed",
  },
  journal: {
    meaning: "Drawbridge's record of its own changes is in use, damaged, or from a later version.",
    next: "The message names the file, and says what to do with it.",
    mayHaveRun: "no",
    retryable: false,
    exit: "failed",
  },
} as const satisfies Readonly<Record<string, ErrorFacts>>;

export type AgentsErrorCode = keyof typeof agentsErrors;
