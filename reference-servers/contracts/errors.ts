/**
 * The base of every error class of this repository, and what a code alone says about a failure. The codes are closed
 * sets: those that cross a wire are in error-codes/, a server's own are beside its error class. docs/errors.md lists all
 * of them; scripts/error-docs.ts writes it.
 */

export interface ErrorDetails {
  /** The failure behind this one. It may reach a log, so it holds no secret. */
  readonly cause?: unknown;
  /** See CodedError.mayHaveRun. */
  readonly mayHaveRun?: boolean | undefined;
}

/** An expected failure with a code. Neither of its sentences ever holds a secret, SQL text or personal data. */
export abstract class CodedError<Code extends string = string> extends Error {
  /** One of a closed set: callers branch on it and never on the text. */
  readonly code: Code;
  /** What the caller does now, as a sentence. */
  readonly next: string;
  /**
   * Whether the requested action may have had its effect in spite of the failure; undefined where the error does not
   * know.
   */
  readonly mayHaveRun: boolean | undefined;

  /** `message` says what happened. */
  constructor(code: Code, message: string, next: string, { cause, mayHaveRun }: ErrorDetails = {}) {
    super(message, cause === undefined ? undefined : { cause });
    this.code = code;
    this.next = next;
    this.mayHaveRun = mayHaveRun;
  }
}

/** How the command line ends after such a failure. proxy/commands/exit-code.ts has the numbers. */
export type FailureExit = "failed" | "usage" | "notSignedIn" | "unreachable" | "notAllowed";

/** What a code means. `satisfies Record<Code, ErrorFacts>` makes a table of them exhaustive. */
export interface ErrorFacts {
  /** What happened, as a sentence. */
  readonly meaning: string;
  /** What the caller does now. An error with this code may say it more exactly. */
  readonly next: string;
  /** Whether the call may have had its effect. "depends": the code alone does not decide it, and the message says it. */
  readonly mayHaveRun: "no" | "maybe" | "depends";
  /** Whether the same call can succeed when it is sent again later without a change, and does nothing twice. */
  readonly retryable: boolean;
  readonly exit: FailureExit;
  /** The HTTP statuses that answer with this code; left out where no HTTP answer does. */
  readonly statuses?: readonly [number, ...number[]];
}

/** An error whose code is in a table, which says what the caller does next and whether the call may have run. */
export abstract class ListedError<Code extends string = string> extends CodedError<Code> {
  constructor(table: Readonly<Record<Code, ErrorFacts>>, code: Code, message: string, details: ErrorDetails = {}) {
    super(code, message, table[code].next, { mayHaveRun: runFact(table[code]), ...details });
  }
}

/** The codes of a table, for a schema: `z.enum(codesOf(table))`. */
export function codesOf<Code extends string>(table: Readonly<Record<Code, ErrorFacts>>): [Code, ...Code[]] {
  const [first, ...others] = Object.keys(table).filter((key): key is Code => Object.hasOwn(table, key));
  if (first === undefined) throw new TypeError("a table of errors has no code");
  return [first, ...others];
}

/** The value for CodedError.mayHaveRun, where the code decides it. */
export const runFact = ({ mayHaveRun }: ErrorFacts): boolean | undefined =>
  mayHaveRun === "depends" ? undefined : mayHaveRun === "maybe";
