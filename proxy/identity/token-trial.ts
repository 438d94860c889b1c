/**
 * Tries the token of a sign-in at the registry, which reads tokens by the same rules as the edge. So a sign-in that ends
 * well is not followed by refusals, and one that does not says why.
 */
import { ApiClient, NoAnswerError } from "@drawbridge/contracts/http-api/client";
import type { CredentialSource } from "@drawbridge/contracts/http-api/credentials";
import type { WellKnown } from "@drawbridge/contracts/registry";
import { readMyToken } from "@drawbridge/contracts/registry-api/user";
import { ProxyError } from "../kernel/errors.ts";
import type { Fetch } from "../network/fetch.ts";
import { HeldToken } from "./held-token.ts";
import { ProofClock } from "./proof-clock.ts";
import type { Tokens } from "./tokens.ts";

const timeoutMs = 10_000;

/** Why the registry refuses a token; null if it accepts it. */
export interface TokenRefused {
  readonly why: string;
  /** Whether another token of the same sign-in may be accepted. */
  readonly renewable: boolean;
}

/** A registry that does not answer, or is older than this route, proves nothing against the token. */
export async function tryToken(
  { api }: WellKnown,
  { accessToken, key, expiresAt }: Tokens,
  fetch: Fetch,
): Promise<TokenRefused | null> {
  const clock = new ProofClock(Date.now);
  const credentials: CredentialSource = {
    current: () => new HeldToken(accessToken, key, clock.now),
    // The same token, whose next proof has the registry's time.
    renewed: async (rejected, refusal) => {
      clock.learn(refusal);
      return rejected;
    },
  };
  const client = new ApiClient({ area: "api", address: () => api, credentials, fetch, timeoutMs });
  const answer = await client.call(readMyToken).catch((error: unknown) => {
    if (error instanceof NoAnswerError) return null;
    throw error;
  });
  // A token that has expired on its way here is renewed at its first use.
  const expired = answer?.status === 401 && expiresAt <= Date.now();
  if (answer?.kind !== "refused" || expired || (answer.status !== 401 && answer.status !== 403)) return null;
  const { status, refusal } = answer;
  return { why: refusal?.message ?? `It answered HTTP ${status}.`, renewable: refusal?.error === "unauthenticated" };
}

/**
 * The tokens by which a sign-in goes on: `tokens`, or those of one renewal if the registry refuses the first. Throws
 * ProxyError `not-allowed` if it refuses both, and what `renew` throws.
 */
export async function acceptedTokens(
  tokens: Tokens,
  attempt: (tokens: Tokens) => Promise<TokenRefused | null>,
  renew: () => Promise<Tokens>,
): Promise<Tokens> {
  const refused = await attempt(tokens);
  if (refused === null) return tokens;
  const renewed = refused.renewable ? await renew() : null;
  const again = renewed === null ? refused : await attempt(renewed);
  if (renewed !== null && again === null) return renewed;
  throw new ProxyError(
    "not-allowed",
    `The identity provider signed you in, but Drawbridge does not accept the token that it gave. ${(again ?? refused).why} Your sign-in was not kept.`,
  );
}
