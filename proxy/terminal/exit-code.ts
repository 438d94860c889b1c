/** The exit codes of the command line: a contract with scripts. */
import { factsOf } from "@drawbridge/contracts/error-codes/known";
import type { FailureExit } from "@drawbridge/contracts/errors";

export const exitCode = {
  ok: 0,
  /** The tool ran and failed, or it may have run; `doctor` found something. */
  failed: 1,
  usage: 2,
  notSignedIn: 3,
  /** What should answer did not, or waits for a person. Only after `timed-out` and `bad-upstream` the call may have run. */
  unreachable: 4,
  notAllowed: 5,
  /** Nothing was done, because the person did not say yes to it. */
  notConfirmed: 6,
} as const satisfies Readonly<Record<FailureExit | "ok" | "notConfirmed", number>>;

export type ExitCode = (typeof exitCode)[keyof typeof exitCode];

/** For a failure's code. A server's own code is not in the table: its tool failed. */
export const exitCodeOf = (code: string): ExitCode => exitCode[factsOf(code)?.exit ?? "failed"];
