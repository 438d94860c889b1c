/** A command that could not be done: a code for scripts, a sentence with the next step for people. */
import { AgentsError } from "../agents/model/errors.ts";
import { SignInError } from "../identity/errors.ts";
import { ProxyError } from "../kernel/errors.ts";

export class CommandFailure extends Error {
  readonly code: string;

  constructor(code: string, message: string) {
    super(message);
    this.name = "CommandFailure";
    this.code = code;
  }
}

/** The command line was not understood. */
export const usageFailure = (message: string): CommandFailure => new CommandFailure("usage", message);

/** Anything that was thrown, as a failure. */
export function failureOf(error: unknown): CommandFailure {
  if (error instanceof CommandFailure) return error;
  if (error instanceof ProxyError || error instanceof SignInError || error instanceof AgentsError)
    return new CommandFailure(error.code, error.message);
  return new CommandFailure("internal", error instanceof Error ? error.message : String(error));
}
