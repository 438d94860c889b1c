/** Everything that can go wrong between a statement and its rows. Messages never hold the statement's text. */
export const sqlErrorCodes = [
  "not-a-read",
  "invalid-sql",
  "denied-by-engine",
  "engine-unreachable",
  "engine-failed",
  "cancelled",
  "not-allowed",
  "unknown-query",
  "too-many-queries",
  "not-configured",
] as const;
export type SqlErrorCode = (typeof sqlErrorCodes)[number];

export class SqlError extends Error {
  readonly code: SqlErrorCode;
  /** What the caller does next; part of what the model reads. */
  readonly next: string;

  constructor(code: SqlErrorCode, message: string, next: string, options?: { cause?: unknown }) {
    super(message, options);
    this.name = "SqlError";
    this.code = code;
    this.next = next;
  }
}

export const cancelled = (): SqlError =>
  new SqlError("cancelled", "The query was cancelled.", "Call again if the result is still wanted.");
