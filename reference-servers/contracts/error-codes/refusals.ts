/**
 * The codes of HTTP answers that refuse a request: `error` of the body (Refusal in access.ts), at the edge, a server or
 * the registry.
 */
import type { ErrorFacts } from "../errors.ts";

export const refusalErrors = {
  unauthenticated: {
    meaning: "The request came without a sign-in that is valid here.",
    next: "Sign in with `drawbridge login` and try again.",
    mayHaveRun: "no",
    retryable: false,
    exit: "notSignedIn",
    statuses: [401],
  },
  "not-allowed": {
    meaning: "The user, the application or the part may not do this, or not now. The message names the people to ask.",
    next: "Ask those people for access.",
    mayHaveRun: "no",
    retryable: false,
    exit: "notAllowed",
    statuses: [403, 409, 413, 429],
  },
  "unknown-server": {
    meaning: "There is no such server, or the user may not know of it.",
    next: "Run `drawbridge servers` for the names.",
    mayHaveRun: "no",
    retryable: false,
    exit: "usage",
    statuses: [404],
  },
  "upstream-unreachable": {
    meaning: "The part that answers cannot judge or hand over the request now. It was not handed over.",
    next: "Try again in a moment.",
    mayHaveRun: "no",
    retryable: true,
    exit: "unreachable",
    statuses: [502, 503],
  },
  "upstream-lost": {
    meaning: "The request was handed over, and no answer of the server came.",
    next: "Check the effect of the call before you call again.",
    mayHaveRun: "maybe",
    retryable: false,
    exit: "failed",
    statuses: [500, 502],
  },
  "bad-request": {
    meaning: "The request is not one that can be taken: its form, its size, its address, or the number of them.",
    next: "Follow the message.",
    mayHaveRun: "no",
    retryable: false,
    exit: "usage",
    statuses: [400, 404, 405, 409, 413, 421, 429],
  },
} as const satisfies Readonly<Record<string, ErrorFacts>>;

export type RefusalCode = keyof typeof refusalErrors;
/** The HTTP statuses that may go with a code. */
export type RefusalStatus<Code extends RefusalCode = RefusalCode> = (typeof refusalErrors)[Code]["statuses"][number];
