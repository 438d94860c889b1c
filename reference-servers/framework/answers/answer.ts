/**
 * The answers to a call, in the words that the model reads. Some agents pass only the text to their model, some pass only
 * the structured content, and some drop `isError`. Therefore text and structured content hold the same, and the text of a
 * failure says that it is a failure and what to do next.
 */
import type { Decision, Effect } from "@drawbridge/contracts/access";
import { denialSentence } from "@drawbridge/contracts/access";
import type { CallErrorCode } from "@drawbridge/contracts/error-codes/calls";
import type { CallToolResult, InputRequiredResult } from "@modelcontextprotocol/server";
import type { Tool } from "../define-tool.ts";
import type { ToolError } from "../errors.ts";
import type { Fitted } from "../size-guard.ts";
import type { StopReason } from "./stop.ts";

/**
 * How calls end, as logs, metrics and traces count them: a closed set. `failed`: the tool foresaw the failure, and it has
 * one of its server's own codes; `input-required`: the tool asks the person a question of its own.
 */
export type Outcome = "ok" | "input-required" | "failed" | Exclude<CallErrorCode, "too-many-waiting">;

export interface Answer {
  readonly outcome: Outcome;
  readonly result: CallToolResult | InputRequiredResult;
}

/** An answer that ends the call. */
export interface FinalAnswer extends Answer {
  readonly result: CallToolResult;
}

/** Calls that ended well, or wait for a person as they should. None of these outcomes is an error. */
export const endsWell: ReadonlySet<Outcome> = new Set(["ok", "approval-pending", "input-required"]);

/** The `_meta` key that gives the reason why a call failed: one of Outcome, or the code of the tool's own failure. */
export const codeKey = "drawbridge/code";

export const succeeded = ({ output, text }: Fitted): FinalAnswer => ({
  outcome: "ok",
  result: { content: [{ type: "text", text }], structuredContent: { ...output } },
});

/** The denial sentence without "failed", because it is the same sentence on every surface. */
export const denied = (decision: Decision): FinalAnswer =>
  error("not-allowed", "not-allowed", denialSentence(decision));

export const invalidInput = (problems: string): FinalAnswer =>
  failed("invalid-input", `the arguments are not right. ${problems}`, "Correct them and call again. Nothing was run.");

export const toolFailed = ({ code, message, next }: Pick<ToolError, "code" | "message" | "next">): FinalAnswer =>
  failed("failed", message, next, code);

export const tooLarge = (message: string): FinalAnswer =>
  failed("too-large", message, "Ask for less: fewer columns, a narrower filter, a smaller limit.");

/** A fault in the server. The details are only in its log, under the request id. */
export const internal = (requestId: string): FinalAnswer =>
  failed(
    "internal",
    "something went wrong inside the server",
    `Try once more. If it fails again, give the server's owner this request id: ${requestId}.`,
  );

/** A call that was stopped. `began` says whether its tool may have done something. */
export function stopped(
  reason: StopReason,
  { timeoutMs, effect }: Pick<Tool<never>, "timeoutMs" | "effect">,
  began: boolean,
): FinalAnswer {
  switch (reason) {
    case "timed-out": {
      const changes = effect !== "read";
      const message = `it took longer than ${timeoutMs / 1000} s and was stopped`;
      return changes && !began ? failed("not-begun", message, notBegun) : failed(reason, message, afterTimeout(effect));
    }
    case "stopping":
      return failed(reason, "the server is stopping and ended the call before it was done", afterStop(effect, began));
    case "cancelled":
      return failed(reason, "the call was cancelled", "Call again if you still need it.");
  }
}

const notBegun = "Nothing was run: the time was over before it began. Call again, or ask for less at a time.";

const afterTimeout = (effect: Effect): string =>
  effect === "read"
    ? "Ask for less at a time, or start it as long work where the server has a tool for that, and fetch the result later."
    : "It may have run: look whether it did before you call again.";

function afterStop(effect: Effect, began: boolean): string {
  if (effect === "read") return "It only reads, so call again in a few seconds.";
  return began
    ? "It may have run: look whether it did before you call again."
    : "Nothing was run. Call again in a few seconds.";
}

const failed = (outcome: Outcome, message: string, next: string, code: string = outcome): FinalAnswer =>
  error(outcome, code, `failed: ${sentence(message)} next: ${next}`);

/**
 * An engine's message may be a page long. Its beginning says what is wrong, and a failure must not fill a model's
 * context.
 */
const maxMessageLength = 2_000;

function sentence(message: string): string {
  if (message.length > maxMessageLength) return `${message.slice(0, maxMessageLength)}…`;
  return /[.!?]$/.test(message) ? message : `${message}.`;
}

const error = (outcome: Outcome, code: string, text: string): FinalAnswer => ({
  outcome,
  result: { isError: true, content: [{ type: "text", text }], _meta: { [codeKey]: code } },
});
