/**
 * The error codes of a sign-in. An error of the OAuth library is never kept as the cause, because it holds the response,
 * which may hold tokens.
 */
import type { ErrorFacts } from "../errors.ts";

export const signInErrors = {
  "bad-registry": {
    meaning: "The address does not answer as a Drawbridge registry.",
    next: "Check the address with the operator of Drawbridge at your company.",
    mayHaveRun: "no",
    retryable: false,
    exit: "usage",
  },
  "insecure-address": {
    meaning: "The address is a plain http address outside this machine.",
    next: "Ask the operator of Drawbridge at your company for its https address.",
    mayHaveRun: "no",
    retryable: false,
    exit: "usage",
  },
  unreachable: {
    meaning: "The registry or the identity provider does not answer.",
    next: "Check the network or VPN, then try again. `drawbridge doctor` finds the cause.",
    mayHaveRun: "no",
    retryable: true,
    exit: "unreachable",
  },
  refused: {
    meaning: "The identity provider refused the sign-in.",
    next: "Run `drawbridge login` again. If it is refused again, show the message to the operator of the identity provider.",
    mayHaveRun: "no",
    retryable: false,
    exit: "notSignedIn",
  },
  "resource-refused": {
    meaning: "The identity provider does not accept the parameter `resource` that Drawbridge sends.",
    next: "Ask the operator of Drawbridge to change `resource` at `broker` in DRAWBRIDGE_IDENTITY_PROVIDERS.",
    mayHaveRun: "no",
    retryable: false,
    exit: "notSignedIn",
  },
  "choose-provider": {
    meaning: "The company has several identity providers, and the sign-in named none of them.",
    next: "Run `drawbridge login --provider NAME` with one of the names in the message.",
    mayHaveRun: "no",
    retryable: false,
    exit: "usage",
  },
  "port-in-use": {
    meaning: "Another program uses the one port that the identity provider lets the browser come back to.",
    next: "End the program that the message names and try again, or run `drawbridge login --device`.",
    mayHaveRun: "no",
    retryable: true,
    exit: "unreachable",
  },
  "timed-out": {
    meaning: "The sign-in was not finished in time.",
    next: "Run `drawbridge login` again.",
    mayHaveRun: "no",
    retryable: false,
    exit: "unreachable",
  },
  unsupported: {
    meaning: "The identity provider does not offer what this kind of sign-in needs.",
    next: "Use the other way to sign in that the message names.",
    mayHaveRun: "no",
    retryable: false,
    exit: "usage",
  },
  "not-a-dev-provider": {
    meaning: "`--as` was used with an identity provider that is not the development one.",
    next: "Run `drawbridge login` without `--as`.",
    mayHaveRun: "no",
    retryable: false,
    exit: "usage",
  },
} as const satisfies Readonly<Record<string, ErrorFacts>>;

export type SignInErrorCode = keyof typeof signInErrors;
