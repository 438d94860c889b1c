/** The exit codes of the command line. They are a contract with scripts. */
import { factsOf } from "@drawbridge/contracts/error-codes/known";
import type { FailureExit } from "@drawbridge/contracts/errors";

export const exitCode = {
  ok: 0,
  /** The tool ran and failed, or it may have run. Or `doctor` found a problem. */
  failed: 1,
  usage: 2,
  notSignedIn: 3,
  /**
   * The service did not answer, or the call waits for a person. Only after `timed-out` and `bad-upstream` the call may
   * have run.
   */
  unreachable: 4,
  notAllowed: 5,
  /** Nothing was done, because the person did not confirm it. */
  notConfirmed: 6,
} as const satisfies Readonly<Record<FailureExit | "ok" | "notConfirmed", number>>;

export type ExitCode = (typeof exitCode)[keyof typeof exitCode];

/** The exit code for a failure's code. A server's own code is not in the table: it means that the tool failed. */
export const exitCodeOf = (code: string): ExitCode => exitCode[factsOf(code)?.exit ?? "failed"];
