/** The exit codes of the command line: a contract with scripts. */
export const exitCode = {
  ok: 0,
  /** The tool ran and failed, or it may have run; `doctor` found something. */
  failed: 1,
  usage: 2,
  notSignedIn: 3,
  /** Nothing ran, and trying again later may help. */
  unreachable: 4,
  notAllowed: 5,
  /** Nothing was done, because the person did not say yes to it. */
  notConfirmed: 6,
} as const;

export type ExitCode = (typeof exitCode)[keyof typeof exitCode];

const byFailure: Readonly<Record<string, ExitCode>> = {
  usage: exitCode.usage,
  "bad-request": exitCode.usage,
  "bad-registry": exitCode.usage,
  "insecure-address": exitCode.usage,
  "unknown-server": exitCode.usage,
  unsupported: exitCode.usage,
  "not-a-dev-provider": exitCode.usage,
  "not-signed-in": exitCode.notSignedIn,
  "session-expired": exitCode.notSignedIn,
  refused: exitCode.notSignedIn,
  unreachable: exitCode.unreachable,
  "timed-out": exitCode.unreachable,
  "approval-pending": exitCode.unreachable,
  "approval-expired": exitCode.unreachable,
  "approvals-unavailable": exitCode.unreachable,
  "approval-rejected": exitCode.notAllowed,
  "bad-upstream": exitCode.unreachable,
  "not-allowed": exitCode.notAllowed,
};

/** For a failure's code; one that is not known here is the tool's own. */
export const exitCodeOf = (code: string): ExitCode => byFailure[code] ?? exitCode.failed;
