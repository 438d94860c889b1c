/**
 * What a call answers, in the words the model reads. Some agents hand their model the text alone, some the structured
 * content alone, and some drop `isError`: so both hold the same, and a failure says in its text that it is one and
 * what to do next.
 */
import type { Decision } from "@drawbridge/contracts/access";
import type { CallToolResult } from "@modelcontextprotocol/server";
import { denialSentence } from "../access/decision.ts";
import type { ToolFailure } from "../errors.ts";
import type { ApprovalNeed, Plan } from "../plan.ts";
import type { Fitted } from "../size-guard.ts";
import type { StopReason } from "./stop.ts";

/** How calls end, as logs, metrics and traces count them: a closed set. `failed`: a failure that the tool foresaw. */
export type Outcome =
  | "ok"
  | "unknown-tool"
  | "not-allowed"
  | "invalid-input"
  | "approval-needed"
  | "failed"
  | "too-large"
  | "internal"
  | StopReason;

export interface Answer {
  readonly outcome: Outcome;
  readonly result: CallToolResult;
}

/** Says why a call failed to whoever reads `_meta`: one of Outcome, or the code of the tool's own failure. */
export const codeKey = "drawbridge/code";

export const succeeded = ({ output, text }: Fitted): Answer => ({
  outcome: "ok",
  result: { content: [{ type: "text", text }], structuredContent: { ...output } },
});

/** The denial sentence as it is everywhere, so without "failed". */
export const denied = (decision: Decision): Answer => error("not-allowed", "not-allowed", denialSentence(decision));

export const invalidInput = (problems: string): Answer =>
  failed("invalid-input", `the arguments are not right. ${problems}`, "Mend them and call again. Nothing was run.");

export const toolFailed = ({ code, message, next }: ToolFailure): Answer => failed("failed", message, next, code);

export const tooLarge = (message: string): Answer =>
  failed("too-large", message, "Ask for less: fewer columns, a narrower filter, a smaller limit.");

/** A fault of the server's: details are in its log under the request id, and nowhere else. */
export const internal = (requestId: string): Answer =>
  failed(
    "internal",
    "something went wrong inside the server",
    `Try once more; if it stays, give the server's owner this request id: ${requestId}.`,
  );

/** Approvals do not exist in this deployment, so a plan that needs one ends here. */
export const approvalNeeded = (plan: Plan, need: Exclude<ApprovalNeed, "none">): Answer =>
  error(
    "approval-needed",
    "approval-needed",
    `not run: ${plan.summary} on ${plan.target} needs ${yesOf[need]}, and approvals are not set up for this ` +
      "deployment. Nothing was run. next: Do without it, or ask the server's owner.",
  );

const yesOf = { caller: "your approval", "second-person": "another person's approval" } as const;

export function stopped(reason: StopReason, timeoutMs: number): Answer {
  switch (reason) {
    case "timed-out":
      return failed(
        reason,
        `it took longer than ${timeoutMs / 1000} s and was stopped`,
        "Ask for less at a time, or start it as long work where the server has a tool for that, and fetch the result later.",
      );
    case "stopping":
      return failed(
        reason,
        "the server is stopping and ended the call before it was done",
        "Call again in a few seconds; if the call changes something, look first whether it did.",
      );
    case "cancelled":
      return failed(reason, "the call was cancelled", "Call again if you still need it.");
  }
}

const failed = (outcome: Outcome, message: string, next: string, code: string = outcome): Answer =>
  error(outcome, code, `failed: ${sentence(message)} next: ${next}`);

/** An engine's message may be a page; its beginning says what is wrong, and a failure must not fill a context. */
const longestMessage = 2_000;

function sentence(message: string): string {
  if (message.length > longestMessage) return `${message.slice(0, longestMessage)}…`;
  return /[.!?]$/.test(message) ? message : `${message}.`;
}

const error = (outcome: Outcome, code: string, text: string): Answer => ({
  outcome,
  result: { isError: true, content: [{ type: "text", text }], _meta: { [codeKey]: code } },
});
