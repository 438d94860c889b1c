/** How a token is refused. */
import { type RefusalCode, refusalErrors } from "@drawbridge/contracts/error-codes/refusals";
import { CodedError, type ErrorDetails } from "@drawbridge/contracts/errors";

/**
 * What can be wrong with a token, and the refusal that answers it. A new sign-in helps only for `invalid` and
 * `signed-out`.
 * `invalid`: it has expired or is no token of the provider. `unproven`: it is bound to a key, and the request does not
 * prove that its sender has that key. `signed-out`: its sign-in has ended at the provider. `not-ours`: the provider issues tokens that are not for here, so that a new one
 * would be the same. `unreadable-claims`: the token is valid, but its claims do not say who its person or its client is.
 */
const tokenProblems = {
  invalid: "unauthenticated",
  unproven: "unauthenticated",
  "signed-out": "unauthenticated",
  "not-ours": "unauthenticated",
  "unreadable-claims": "not-allowed",
  busy: "upstream-unreachable",
  "issuer-unavailable": "upstream-unreachable",
} as const satisfies Readonly<Record<string, RefusalCode>>;
export type TokenProblem = keyof typeof tokenProblems;

/** `why` is a sentence without anything from the token. */
export class TokenError extends CodedError<TokenProblem> {
  override readonly name = "TokenError";

  constructor(code: TokenProblem, why: string, details?: ErrorDetails) {
    const next = code === "not-ours" ? operatorNext : refusalErrors[tokenProblems[code]].next;
    super(code, why, next, { mayHaveRun: false, ...details });
  }
}

const operatorNext = "Show this to the operator of Drawbridge at your company.";

/** The sentence for a person that follows the problem's own one: what to do with a token that gets a 401. */
export function adviceOf(problem: TokenError | "malformed" | null): string {
  if (typeof problem === "object" && problem?.code === "not-ours")
    return `A new sign-in would give the same token. ${operatorNext}`;
  // Each request has a proof of its own, so a sign-in is not what a wrong one lacks.
  if (typeof problem === "object" && problem?.code === "unproven") return "Try again.";
  return "Sign in with `drawbridge login` and try again.";
}
