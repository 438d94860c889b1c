/** Everything that can go wrong between a statement and its rows. Messages never hold the statement's text. */
export type SqlErrorCode =
  | "not-a-read"
  | "invalid-sql"
  | "denied-by-engine"
  | "engine-unreachable"
  | "engine-failed"
  | "cancelled"
  | "not-yours"
  | "not-allowed"
  | "unknown-query"
  | "too-many-queries"
  | "over-budget"
  | "not-configured";

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
