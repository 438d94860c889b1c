/** What a tool's own schemas refuse, in words that name fields and never values. */
import { z } from "zod";
import { CallError } from "./errors.ts";

/** The tool's input schema refuses the arguments. The message names the fields, and what each should have been. */
export class InvalidInput extends CallError<"invalid-input"> {
  override readonly name = "InvalidInput";

  constructor(cause: z.ZodError) {
    super("invalid-input", inWords(cause), { cause });
  }
}

/**
 * The tool's output schema refuses the tool's own output: a fault in the server. The message holds field names, never
 * values.
 */
export class InvalidOutput extends CallError<"internal"> {
  override readonly name = "InvalidOutput";

  constructor(cause: z.ZodError) {
    super("internal", inWords(cause), { cause });
  }
}

/** The number of issues in the message: more do not help to correct a call. */
const namedIssues = 5;

/** "limit: expected number, received string; sql: …" */
const inWords = ({ issues }: z.ZodError): string =>
  issues
    .slice(0, namedIssues)
    .map(
      ({ path, message }) => `${path.length === 0 ? "arguments" : z.core.toDotPath(path)}: ${withoutPrefix(message)}`,
    )
    .concat(issues.length > namedIssues ? [`and ${issues.length - namedIssues} more`] : [])
    .join("; ");

/** zod begins each message with the kind of thing that is invalid. The path already says that. */
const withoutPrefix = (message: string): string => message.replace(/^Invalid (input|option|element): /, "");
