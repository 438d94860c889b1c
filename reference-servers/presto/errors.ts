/** Everything that can go wrong between a statement and its rows. Messages never hold the statement's text. */
export const sqlErrorCodes = [
  "not-a-read",
  "invalid-sql",
  "denied-by-engine",
  "engine-unreachable",
  "engine-failed",
  "cancelled",
  "time-limit",
  "over-price",
  "not-allowed",
  "unknown-query",
  "too-many-queries",
  "not-configured",
  "not-taken",
  "changed-meanwhile",
  "not-held",
] as const;
export type SqlErrorCode = (typeof sqlErrorCodes)[number];

export class SqlError extends Error {
  readonly code: SqlErrorCode;
  /** What the caller does next; part of what the model reads. */
  readonly next: string;
  /** Of a change that failed: whether it may have been made all the same. Left out where the engine is asked for that. */
  readonly mayHaveRun?: boolean;

  constructor(
    code: SqlErrorCode,
    message: string,
    next: string,
    { cause, mayHaveRun }: { cause?: unknown; mayHaveRun?: boolean } = {},
  ) {
    super(message, cause === undefined ? {} : { cause });
    this.name = "SqlError";
    this.code = code;
    this.next = next;
    if (mayHaveRun !== undefined) this.mayHaveRun = mayHaveRun;
  }
}

export const cancelled = (): SqlError =>
  new SqlError("cancelled", "The query was cancelled.", "Call again if the result is still wanted.");

/** Before anything was changed: what a change depends on, or what it does, is not what was planned. */
export const changedMeanwhile = (how: string): SqlError =>
  new SqlError(
    "changed-meanwhile",
    `The change is not the one that was planned: ${how}.`,
    "Look at the tables, and call again: it is asked anew. Nothing was changed.",
    { mayHaveRun: false },
  );
