/** A command that failed: a code for scripts, and a sentence with the next step for people. */
import { factsOf, type KnownCode } from "@drawbridge/contracts/error-codes/known";
import { CodedError, runFact } from "@drawbridge/contracts/errors";

/** `code` is one of the known codes, or a server's own. */
export class CommandFailure extends CodedError<KnownCode | (string & {})> {
  override readonly name = "CommandFailure";

  constructor(code: KnownCode | (string & {}), message: string) {
    const facts = factsOf(code);
    super(code, message, facts?.next ?? "Do what the message says.", {
      mayHaveRun: facts ? runFact(facts) : undefined,
    });
  }
}

/** The command line was not understood. */
export const usageFailure = (message: string): CommandFailure => new CommandFailure("usage", message);

/** Turns anything that was thrown into a failure. */
export function failureOf(error: unknown): CommandFailure {
  if (error instanceof CommandFailure) return error;
  if (error instanceof CodedError) return new CommandFailure(error.code, error.message);
  return new CommandFailure("internal", error instanceof Error ? error.message : String(error));
}
