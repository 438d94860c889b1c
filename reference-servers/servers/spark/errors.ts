/** All errors that can happen between an application's id and its diagnosis. Messages never quote a log's text. */
import type { ErrorFacts } from "@drawbridge/contracts/errors";
import { ToolError } from "@drawbridge/framework";

export const sparkErrors = {
  "unknown-app": {
    meaning:
      "No event log, text log or History Server of this server has the application, or the application has no such stage.",
    next: "Find the application's id with find_apps.",
    mayHaveRun: "no",
    retryable: false,
    exit: "failed",
  },
  "not-configured": {
    meaning: "The server is not configured for this.",
    next: "Ask the operator of this server to set what the message names.",
    mayHaveRun: "no",
    retryable: false,
    exit: "failed",
  },
  "not-a-spark-url": {
    meaning: "The text is neither the id of a Spark application nor the address of its page.",
    next: "Give an id such as application_1700000000000_0001. find_apps lists them.",
    mayHaveRun: "no",
    retryable: false,
    exit: "failed",
  },
  "host-not-allowed": {
    meaning: "The address is not on the configured History Server. Nothing was fetched.",
    next: "Give only the application's id.",
    mayHaveRun: "no",
    retryable: false,
    exit: "failed",
  },
  "source-unreachable": {
    meaning: "The History Server or the Knowledge server does not answer, or not correctly.",
    next: "Try again in a minute. If it fails again, tell the operator of the server that the message names.",
    mayHaveRun: "no",
    retryable: true,
    exit: "failed",
  },
  "unreadable-log": {
    meaning: "The application has a log, but this server cannot read it.",
    next: "Ask the operator of this server to check the file and its permissions.",
    mayHaveRun: "no",
    retryable: false,
    exit: "failed",
  },
  "unreadable-folder": {
    meaning: "The folder of event logs or of text logs is not there, or cannot be read.",
    next: "Try again in a minute. If it fails again, ask the operator of this server to check the folder.",
    mayHaveRun: "no",
    retryable: true,
    exit: "failed",
  },
  "still-reading": {
    meaning: "The application's event log is large, and the server is still reading it.",
    next: "Call again with the same arguments in half a minute.",
    mayHaveRun: "no",
    retryable: true,
    exit: "failed",
  },
  "too-large": {
    meaning: "The answer of the History Server is too large to read.",
    next: "Ask for one stage.",
    mayHaveRun: "no",
    retryable: false,
    exit: "failed",
  },
  "changed-meanwhile": {
    meaning: "Another user recorded a root cause of this failure after the call was planned. Nothing was changed.",
    next: "Read the recorded cause with find_similar_failures, then call again. That asks for a new approval.",
    mayHaveRun: "no",
    retryable: true,
    exit: "failed",
  },
} as const satisfies Readonly<Record<string, ErrorFacts>>;

export type SparkErrorCode = keyof typeof sparkErrors;

export class SparkError extends ToolError<SparkErrorCode> {
  override readonly name = "SparkError";
}
