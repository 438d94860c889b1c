/** Errors of the operating system, as Node reports them. */

/** The code that Node gives an error of the system or of its own (`ENOENT`, `EEXIST`, …); undefined if it has none. */
export const systemErrorCode = (error: unknown): string | undefined =>
  error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : undefined;
