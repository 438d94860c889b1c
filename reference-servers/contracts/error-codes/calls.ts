/**
 * The codes with which the framework ends a call that did not succeed: `_meta["drawbridge/code"]` of the result. A
 * failure that the tool itself foresaw has one of its server's own codes instead.
 */
import type { ErrorFacts } from "../errors.ts";

export const callErrors = {
  "unknown-tool": {
    meaning: "The server has no such tool.",
    next: "List the server's tools, and call one of them.",
    mayHaveRun: "no",
    retryable: false,
    exit: "failed",
  },
  "not-allowed": {
    meaning: "The user may not use this tool. The message names the policy and the contacts.",
    next: "Ask those contacts for access.",
    mayHaveRun: "no",
    retryable: false,
    exit: "notAllowed",
  },
  "invalid-input": {
    meaning: "The tool's input schema refuses the arguments. The message names the fields.",
    next: "Correct them and call again.",
    mayHaveRun: "no",
    retryable: false,
    exit: "failed",
  },
  "approval-pending": {
    meaning: "The call waits for a person's approval.",
    next: "Decide where the message says, then call again with the same arguments.",
    mayHaveRun: "no",
    retryable: true,
    exit: "unreachable",
  },
  "approval-rejected": {
    meaning: "A person rejected the call.",
    next: "Do not repeat the call. Ask the user what they want instead.",
    mayHaveRun: "no",
    retryable: false,
    exit: "notAllowed",
  },
  "approval-expired": {
    meaning: "No person decided in time, or the approval was not used in time.",
    next: "Call again with the same arguments: that asks for a new approval.",
    mayHaveRun: "no",
    retryable: true,
    exit: "unreachable",
  },
  "approvals-unavailable": {
    meaning: "The call needs an approval, and the registry cannot take or confirm one now. The call did not run.",
    next: "Try again in a minute. If it fails again, tell the server's owner.",
    mayHaveRun: "no",
    retryable: true,
    exit: "unreachable",
  },
  "plan-changed": {
    meaning:
      "The call would now do something other than what was approved. It did not run, and it waits for a new approval.",
    next: "Decide where the message says, then call again with the same arguments.",
    mayHaveRun: "no",
    retryable: true,
    exit: "failed",
  },
  "outcome-unknown": {
    meaning: "An identical call was approved and started earlier, and its outcome is not known.",
    next: "Check whether it had its effect. Then a person records that where the message says.",
    mayHaveRun: "maybe",
    retryable: false,
    exit: "failed",
  },
  "already-run": {
    meaning: "The approval was used by an identical call. This call did not run.",
    next: "Call again only if it must be done a second time. That asks for a new approval.",
    mayHaveRun: "no",
    retryable: false,
    exit: "failed",
  },
  "invalid-state": {
    meaning: "The `requestState` of the call was not made by this server for this call.",
    next: "Call again without it.",
    mayHaveRun: "no",
    retryable: false,
    exit: "failed",
  },
  "too-large": {
    meaning: "The tool ran, and its result is larger than the limit for a result.",
    next: "Ask for less: fewer columns, a narrower filter, a smaller limit.",
    mayHaveRun: "maybe",
    retryable: false,
    exit: "failed",
  },
  internal: {
    meaning: "The server failed unexpectedly. Its log has the details under the request id in the message.",
    next: "Try once more. If it fails again, give the server's owner the request id.",
    mayHaveRun: "depends",
    retryable: false,
    exit: "failed",
  },
  cancelled: {
    meaning: "The agent cancelled the call, or closed its connection.",
    next: "Call again if you still need it. If the call changes something, check first whether it already did.",
    mayHaveRun: "maybe",
    retryable: false,
    exit: "failed",
  },
  "timed-out": {
    meaning: "The call reached the tool's time limit and was stopped.",
    next: "Ask for less at a time. If the call changes something, check first whether it already did.",
    mayHaveRun: "maybe",
    retryable: false,
    exit: "unreachable",
  },
  "not-begun": {
    meaning: "The call reached the tool's time limit before it began to change anything, because the server is busy.",
    next: "Call again. Drawbridge has already repeated it once, where the agent waits long enough.",
    mayHaveRun: "no",
    retryable: true,
    exit: "unreachable",
  },
  stopping: {
    meaning: "The server stopped before the call was done.",
    next: "Call again in a few seconds. If the call changes something, check first whether it already did.",
    mayHaveRun: "maybe",
    retryable: false,
    exit: "failed",
  },
  "too-many-waiting": {
    meaning: "The user has as many running and waiting calls as one user may have at this server.",
    next: "Wait for one of them to end, or cancel one. Then call again.",
    mayHaveRun: "no",
    retryable: true,
    exit: "failed",
  },
} as const satisfies Readonly<Record<string, ErrorFacts>>;

export type CallErrorCode = keyof typeof callErrors;
