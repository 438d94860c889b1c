/**
 * The codes of HTTP answers that refuse a request: `error` of the body (Refusal in access.ts), at the edge, a server or
 * the registry.
 */
import type { ErrorFacts } from "../errors.ts";

export const refusalErrors = {
  unauthenticated: {
    meaning: "The request has no valid access token.",
    next: "Sign in with `drawbridge login` and try again.",
    mayHaveRun: "no",
    retryable: false,
    exit: "notSignedIn",
    statuses: [401],
  },
  "not-allowed": {
    meaning: "The user or the application may not do this, or not now. The message says why, and names the contacts.",
    next: "Ask those contacts for access.",
    mayHaveRun: "no",
    retryable: false,
    exit: "notAllowed",
    statuses: [401, 403, 409, 413, 429],
  },
  "unknown-server": {
    meaning: "There is no such server, or the user may not see it.",
    next: "Run `drawbridge servers` for the names.",
    mayHaveRun: "no",
    retryable: false,
    exit: "usage",
    statuses: [404],
  },
  "upstream-unreachable": {
    meaning: "The edge or the registry cannot check the request or forward it now. It was not forwarded.",
    next: "Try again in a moment.",
    mayHaveRun: "no",
    retryable: true,
    exit: "unreachable",
    statuses: [502, 503],
  },
  "upstream-lost": {
    meaning: "The request was forwarded, and the server sent no complete answer.",
    next: "Check the effect of the call before you call again.",
    mayHaveRun: "maybe",
    retryable: false,
    exit: "failed",
    statuses: [500, 502],
  },
  "bad-request": {
    meaning: "The request is malformed, too large or to a wrong address, or there are too many requests.",
    next: "Follow the message.",
    mayHaveRun: "no",
    retryable: false,
    exit: "usage",
    statuses: [400, 404, 405, 409, 413, 421, 429, 431],
  },
} as const satisfies Readonly<Record<string, ErrorFacts>>;

export type RefusalCode = keyof typeof refusalErrors;
/** The HTTP statuses that may go with a code. */
export type RefusalStatus<Code extends RefusalCode = RefusalCode> = (typeof refusalErrors)[Code]["statuses"][number];
