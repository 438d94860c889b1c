/**
 * What a tool may throw, and how the framework itself ends a call. A tool's expected failures carry a code, a message and
 * the next step, and all three reach the model. Anything else that is thrown is a fault in the server, and the caller
 * learns only a request id.
 */
import { type CallErrorCode, callErrors } from "@drawbridge/contracts/error-codes/calls";
import { CodedError, type ErrorDetails, ListedError } from "@drawbridge/contracts/errors";

/**
 * A failure that a tool foresaw. `code` is one of the server's own closed set: a server declares a subclass with its
 * codes, and a table of them. Messages and next steps reach the model and the log: no secrets, no data, no SQL.
 *
 * @example new ToolError("unknown-table", "There is no such table.", "Ask find_tables for the right name.")
 */
export class ToolError<Code extends string = string> extends CodedError<Code> {
  override readonly name: string = "ToolError";
}

/** The framework ended a call before its tool was done, or does not pass its outcome on. */
export class CallError<Code extends CallErrorCode = CallErrorCode> extends ListedError<Code> {
  override readonly name: string = "CallError";

  constructor(code: Code, message: string, details: ErrorDetails = {}) {
    super(callErrors, code, message, details);
  }
}

/**
 * Whether it is not known, after a failure of an approved run, what was changed before it. A ToolError may say so itself
 * (`mayHaveRun`). It is also so for a run that was stopped, and for every failure that the tool did not foresee.
 */
export const leavesOpen = (error: unknown, stopped: boolean): boolean =>
  error instanceof ToolError ? (error.mayHaveRun ?? stopped) : true;
