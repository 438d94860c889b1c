/**
 * Why an approved run did not succeed, for the person who approved it, who may be another person than the caller. Pure.
 * Only the message of a failure that the tool foresaw is passed on, because by contract it holds no data (errors.ts). Any
 * other error may quote anything, so the sentence names its kind and none of its text.
 */
import { maxFailureLength } from "@drawbridge/contracts/approvals";
import { oneLine } from "@drawbridge/contracts/visible-text";
import { ToolError } from "../errors.ts";
import { InvalidOutput } from "../schema-errors.ts";
import { Stopped, type StopReason } from "./stop.ts";

/** One sentence, or two, of at most `maxFailureLength` characters. */
export function failureSentence(error: unknown, timeoutMs: number): string {
  if (error instanceof Stopped) return stopSentences[error.code](timeoutMs);
  if (error instanceof InvalidOutput) return "It ran, and the server could not read its own result.";
  if (!(error instanceof ToolError)) return "The server had a fault of its own; its log has the details.";
  const sentence = oneLine(error.message, maxFailureLength / 2);
  return sentence.length <= maxFailureLength ? sentence : `${sentence.slice(0, maxFailureLength - 1).toWellFormed()}…`;
}

const stopSentences: Readonly<Record<StopReason, (timeoutMs: number) => string>> = {
  cancelled: () => "The agent cancelled the call.",
  "timed-out": (timeoutMs) => `It took longer than ${timeoutMs / 1000} s and was stopped.`,
  stopping: () => "The server stopped before the call was done.",
};
