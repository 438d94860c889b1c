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

/**
 * Throws ProxyError `not-allowed` if the registry refuses the token. A registry that does not answer, or is older than
 * this route, proves nothing against the token.
 */
export async function tryToken(
  { api }: WellKnown,
  { accessToken, key, expiresAt }: Tokens,
  fetch: Fetch,
): Promise<void> {
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
  if (answer?.kind !== "refused") return;
  // A token that has expired on its way here is renewed at its first use.
  const refuses = answer.status === 403 || (answer.status === 401 && expiresAt > Date.now());
  if (!refuses) return;
  const why = answer.refusal?.message ?? `HTTP ${answer.status}`;
  throw new ProxyError(
    "not-allowed",
    `The identity provider signed you in, but Drawbridge does not accept the token that it gave. ${why} Your sign-in was not kept.`,
  );
}
