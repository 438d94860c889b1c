/**
 * The codes of the local proxy: `_meta["drawbridge/code"]` of a failed call, and `error.code` of the control channel. The
 * sentences are short, because the bridge includes this table and may be 20 KB in all.
 */
import type { ErrorFacts } from "../errors.ts";

export const proxyErrors = {
  "not-signed-in": {
    meaning: "No user is signed in.",
    next: "Run `drawbridge login`.",
    mayHaveRun: "no",
    retryable: false,
    exit: "notSignedIn",
  },
  "session-expired": {
    meaning: "The sign-in has ended.",
    next: "Run `drawbridge login`.",
    mayHaveRun: "no",
    retryable: false,
    exit: "notSignedIn",
  },
  "not-allowed": {
    meaning: "The user may not do this. The message says why.",
    next: "Ask the contacts that it names for access.",
    mayHaveRun: "no",
    retryable: false,
    exit: "notAllowed",
  },
  "unknown-server": {
    meaning: "There is no such server for this user.",
    next: "Run `drawbridge servers`.",
    mayHaveRun: "no",
    retryable: false,
    exit: "usage",
  },
  unreachable: {
    meaning: "The call did not run, or it only reads and got no answer.",
    next: "Check the network or VPN, then call again.",
    mayHaveRun: "no",
    retryable: true,
    exit: "unreachable",
  },
  "may-have-run": {
    meaning: "The call was sent, and its answer was lost.",
    next: "Check its effect before you call again.",
    mayHaveRun: "maybe",
    retryable: false,
    exit: "failed",
  },
  "timed-out": {
    meaning: "The server did not answer in time.",
    next: "Check its effect before you call again.",
    mayHaveRun: "maybe",
    retryable: false,
    exit: "unreachable",
  },
  "approval-pending": {
    meaning: "The call waits for a person's approval.",
    next: "Decide where the message says, then repeat the call.",
    mayHaveRun: "no",
    retryable: true,
    exit: "unreachable",
  },
  "bad-upstream": {
    meaning: "The server's answer breaks the MCP protocol.",
    next: "Report it to the server's owner.",
    mayHaveRun: "depends",
    retryable: false,
    exit: "unreachable",
  },
  "bad-request": {
    meaning: "This version of Drawbridge cannot read the request.",
    next: "Correct it, or update Drawbridge.",
    mayHaveRun: "no",
    retryable: false,
    exit: "usage",
  },
} as const satisfies Readonly<Record<string, ErrorFacts>>;

export type ProxyErrorCode = keyof typeof proxyErrors;
