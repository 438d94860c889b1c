/**
 * Failures of changes to an agent's configuration. Every message says what happened and what to do next. No message
 * quotes the file.
 */
import { type AgentsErrorCode, agentsErrors } from "@drawbridge/contracts/error-codes/agents";
import { type ErrorDetails, ListedError } from "@drawbridge/contracts/errors";

export class AgentsError extends ListedError<AgentsErrorCode> {
  override readonly name: string = "AgentsError";

  constructor(code: AgentsErrorCode, message: string, details: ErrorDetails = {}) {
    super(agentsErrors, code, message, details);
  }
}

/** A file that cannot be parsed. Code that reads only the text does not know the file's name; `inFile` adds it. */
export class Malformed extends AgentsError {
  readonly what: string;

  constructor(what: string, file = "The file") {
    super("malformed", `${file} ${what}. Nothing was changed: set it right, then try again.`);
    this.what = what;
  }
}

/** `what` continues a sentence that begins with the file's name: "is not valid JSON". */
export const malformed = (what: string): AgentsError => new Malformed(what);

/** Runs work on a file's text. If the text is malformed, the error names the file. */
export function inFile<T>(file: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw error instanceof Malformed ? new Malformed(error.what, file) : error;
  }
}

export const notWritable = (file: string, why: string, cause?: unknown): AgentsError =>
  new AgentsError("not-writable", `${file} ${why}. Nothing was changed.`, { cause });

export const changedMeanwhile = (file: string): AgentsError =>
  new AgentsError(
    "changed-meanwhile",
    `${file} was changed by another program just now, so it was left alone. Try again.`,
  );

export const unsafeEdit = (name: string): AgentsError =>
  new AgentsError(
    "unsafe-edit",
    `The way the entry ${name} has to be written or removed here would touch more than itself, so nothing was changed. Edit the file by hand: \`drawbridge agents list\` names it.`,
  );
