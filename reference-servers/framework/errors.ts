/**
 * What a tool may throw, and what the framework makes of it. A tool's expected failures carry a code, a message and
 * the next step, and all three reach the model; anything else that is thrown is a fault of the server's, of which
 * the caller learns nothing but a request id.
 */
import { z } from "zod";

/** A failure that a tool foresaw. Messages and next steps reach the model and the log: no secrets, no data, no SQL. */
export class ToolError extends Error {
  /** One of the server's own closed set. */
  readonly code: string;
  /** What the caller does now, e.g. "Ask find_tables for the right name." */
  readonly next: string;

  constructor(code: string, message: string, next: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "ToolError";
    this.code = code;
    this.next = next;
  }
}

const ToolFailure = z.object({ code: z.string(), message: z.string(), next: z.string() });
export type ToolFailure = z.infer<typeof ToolFailure>;

/**
 * Reads a foreseen failure: a ToolError, or a server's own error class of the same shape (`code`, `message` and
 * `next` as strings; Presto's SqlError). It is told by its shape, so that an engine need not know the framework.
 */
export function readToolFailure(error: unknown): ToolFailure | null {
  return error instanceof Error ? (ToolFailure.safeParse(error).data ?? null) : null;
}

const Certain = z.object({ mayHaveRun: z.boolean() });

/**
 * Whether a failure of an approved run leaves open what was changed before it. An error may say so itself (`mayHaveRun`);
 * of the others a run that was stopped does, and whatever the tool did not foresee.
 */
export const leavesOpen = (error: unknown, stopped: boolean): boolean =>
  Certain.safeParse(error).data?.mayHaveRun ?? (stopped || readToolFailure(error) === null);

/** Arguments that the tool's input schema refuses; the message names the fields and what each should have been. */
export class InvalidInput extends Error {
  constructor(cause: z.ZodError) {
    super(inWords(cause), { cause });
    this.name = "InvalidInput";
  }
}

/** A tool's own outcome that its output schema refuses: a fault of the server's. The message holds fields, never values. */
export class InvalidOutput extends Error {
  constructor(cause: z.ZodError) {
    super(inWords(cause), { cause });
    this.name = "InvalidOutput";
  }
}

/** More than these help nobody to mend a call. */
const namedIssues = 5;

/** "limit: expected number, received string; sql: …" */
const inWords = ({ issues }: z.ZodError): string =>
  issues
    .slice(0, namedIssues)
    .map(({ path, message }) => `${path.length === 0 ? "arguments" : z.core.toDotPath(path)}: ${said(message)}`)
    .concat(issues.length > namedIssues ? [`and ${issues.length - namedIssues} more`] : [])
    .join("; ");

const said = (message: string): string => message.replace(/^Invalid (input|option|element): /, "");
