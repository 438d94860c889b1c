/**
 * Layer 2: which requests a server admits. A request counts only with the edge's proof; everything else that it says
 * about its sender (an Authorization header, a cookie) is ignored. Then the coarse policy is decided again, on every
 * request. Pure.
 */
import type { Decision, Refusal } from "@drawbridge/contracts/access";
import { denialSentence } from "@drawbridge/contracts/access";
import { type Environment, identityHeaders, type Principal } from "@drawbridge/contracts/identity";
import { readIdentityHeaders, readSignInHeader } from "@drawbridge/contracts/identity-headers";
import { sameSecret } from "@drawbridge/contracts/part-secret";
import type { Secret } from "@drawbridge/contracts/secret";
import type { SignIn } from "@drawbridge/contracts/sign-outs";
import { decideServer } from "@drawbridge/hosted/coarse";
import type { Enforced } from "../policy/policy-source.ts";

export type Admission =
  | { readonly admitted: true; readonly principal: Principal }
  | { readonly admitted: false; readonly status: 401 | 403 | 503; readonly refusal: Refusal };

export interface Gate {
  readonly server: string;
  readonly environment: Environment;
  /** The secret that only this server's edge holds. */
  readonly edgeProof: Secret;
  /** Null where no policy is in force: then no user is admitted. */
  readonly policy: Enforced | null;
  isSignedOut(signIn: SignIn): boolean;
}

/** Decides about a request by its headers. */
export function admit(headers: Headers, { server, environment, edgeProof, policy, isSignedOut }: Gate): Admission {
  if (!sameSecret(headers.get(identityHeaders.proof) ?? "", edgeProof)) {
    return unauthenticated(
      `${server} answers only to its edge. Use the edge's address from the registry and sign in there.`,
    );
  }
  const principal = readIdentityHeaders((name) => headers.get(name));
  if (principal === null) return unauthenticated(`The edge did not say who is calling ${server}.`);
  if (policy === null) return notReady(server);
  const signIn = readSignInHeader((name) => headers.get(name));
  if (signIn !== null && isSignedOut(signIn)) return signedOut;
  const decision = decideServer(policy.policy, principal, environment);
  return decision.allowed ? { admitted: true, principal } : notAllowed(decision);
}

const unauthenticated = (message: string): Admission => ({
  admitted: false,
  status: 401,
  refusal: { error: "unauthenticated", message, policy: null, ask: null },
});

/** 403, because the edge takes a 401 for a sign that the server does not accept it. */
const signedOut: Admission = {
  admitted: false,
  status: 403,
  refusal: {
    error: "not-allowed",
    message: "You were signed out at your company's identity provider. Sign in with `drawbridge login` and try again.",
    policy: null,
    ask: null,
  },
};

const notAllowed = (decision: Decision): Admission => ({
  admitted: false,
  status: 403,
  refusal: { error: "not-allowed", message: denialSentence(decision), policy: decision.policy, ask: decision.ask },
});

const notReady = (server: string): Admission => ({
  admitted: false,
  status: 503,
  refusal: {
    error: "upstream-unreachable",
    message: `${server} has no access policy from the registry just now, so it admits no caller. Try again in a minute.`,
    policy: null,
    ask: null,
  },
});
