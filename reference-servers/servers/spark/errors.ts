/** All errors that can happen between an application's id and its diagnosis. Messages never quote a log's text. */
import type { ErrorFacts } from "@drawbridge/contracts/errors";
import { ToolError } from "@drawbridge/framework";

export const sparkErrors = {
  "unknown-app": {
    meaning: "No log and no History Server here knows the application, or it has no such stage or text log.",
    next: "Look it up with find_apps.",
    mayHaveRun: "no",
    retryable: false,
    exit: "failed",
  },
  "not-configured": {
    meaning: "The server is not configured for this.",
    next: "Ask the people who run this server to set what the message names.",
    mayHaveRun: "no",
    retryable: false,
    exit: "failed",
  },
  "not-a-spark-url": {
    meaning: "The text is neither an application's id nor the address of its page.",
    next: "Give an id such as application_1700000000000_0001. find_apps lists them.",
    mayHaveRun: "no",
    retryable: false,
    exit: "failed",
  },
  "host-not-allowed": {
    meaning: "The address is not the configured History Server's.",
    next: "Give the application's id alone.",
    mayHaveRun: "no",
    retryable: false,
    exit: "failed",
  },
  "source-unreachable": {
    meaning: "The History Server or the Knowledge server does not answer as it should.",
    next: "Try again in a minute. If it fails again, tell the people who run it.",
    mayHaveRun: "no",
    retryable: true,
    exit: "failed",
  },
  "unreadable-log": {
    meaning: "The application's event log is there, but cannot be read.",
    next: "Ask the people who run this server to look at the file and its permissions.",
    mayHaveRun: "no",
    retryable: false,
    exit: "failed",
  },
  "still-reading": {
    meaning: "The application's event log is large, and the reading of it goes on.",
    next: "Call again with the same arguments in half a minute.",
    mayHaveRun: "no",
    retryable: true,
    exit: "failed",
  },
  "too-large": {
    meaning: "The source's answer is too large to read.",
    next: "Ask for one stage.",
    mayHaveRun: "no",
    retryable: false,
    exit: "failed",
  },
  "changed-meanwhile": {
    meaning: "Another user recorded a root cause of this failure after the call was planned. Nothing was changed.",
    next: "Look with find_similar_failures at what is recorded, and call again: that asks for a new approval.",
    mayHaveRun: "no",
    retryable: true,
    exit: "failed",
  },
} as const satisfies Readonly<Record<string, ErrorFacts>>;

export type SparkErrorCode = keyof typeof sparkErrors;

export class SparkError extends ToolError<SparkErrorCode> {
  override readonly name = "SparkError";
}
