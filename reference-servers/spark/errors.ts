/** All errors that can happen between an application's id and its diagnosis. Messages never quote a log's text. */
export const sparkErrorCodes = [
  "unknown-app",
  "not-configured",
  "not-a-spark-url",
  "host-not-allowed",
  "source-unreachable",
  "unreadable-log",
  "still-reading",
  "too-large",
  "changed-meanwhile",
] as const;
export type SparkErrorCode = (typeof sparkErrorCodes)[number];

export class SparkError extends Error {
  readonly code: SparkErrorCode;
  /** What the caller should do next; the model reads it. */
  readonly next: string;

  constructor(code: SparkErrorCode, message: string, next: string, options?: { cause?: unknown }) {
    super(message, options);
    this.name = "SparkError";
    this.code = code;
    this.next = next;
  }
}
