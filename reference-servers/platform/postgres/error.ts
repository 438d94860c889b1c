/** What can be wrong with the embedded Postgres; every message says what to do. */
export type PostgresErrorCode = "no-binaries" | "no-account" | "in-use" | "not-created" | "not-started";

export class PostgresError extends Error {
  readonly code: PostgresErrorCode;

  constructor(code: PostgresErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "PostgresError";
    this.code = code;
  }
}
