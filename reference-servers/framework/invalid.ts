/** What a tool's own schemas refuse, in words that name fields and never a value. */
import { z } from "zod";
import { CallError } from "./errors.ts";

/** Arguments that the tool's input schema refuses; the message names the fields and what each should have been. */
export class InvalidInput extends CallError<"invalid-input"> {
  override readonly name = "InvalidInput";

  constructor(cause: z.ZodError) {
    super("invalid-input", inWords(cause), { cause });
  }
}

/** A tool's own outcome that its output schema refuses: a fault of the server's. The message holds fields, never values. */
export class InvalidOutput extends CallError<"internal"> {
  override readonly name = "InvalidOutput";

  constructor(cause: z.ZodError) {
    super("internal", inWords(cause), { cause });
  }
}

/** More than these do not help to correct a call. */
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

/** zod begins each message with what kind of thing is invalid, which the path says already. */
const withoutPrefix = (message: string): string => message.replace(/^Invalid (input|option|element): /, "");
