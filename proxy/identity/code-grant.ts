/**
 * The authorization code grant with PKCE (RFC 6749 §4.1, RFC 7636), in two parts: before and after the person's browser
 * is away. The data between the two can be stored, so a program may end in between and continue later.
 */
import * as client from "openid-client";
import { z } from "zod";
import { type Issuer, issuerFailure } from "./issuer.ts";
import { newTokens } from "./new-tokens.ts";
import type { Tokens } from "./tokens.ts";

/**
 * A grant that was requested and has not come yet. It is kept like a token, because a program that has the verifier can
 * use the code.
 */
export const AwaitedGrant = z.object({
  /** The address that the browser is sent to. */
  url: z.url(),
  redirect: z.url(),
  verifier: z.string(),
  state: z.string(),
});
export type AwaitedGrant = z.infer<typeof AwaitedGrant>;

/**
 * Prepares a grant that begins when a browser opens the `url` of the result. Sends a request only where the provider or the
 * registry's settings require pushed requests (RFC 9126), whose `url` then lives as long as that provider says, which may be a minute. Throws
 * `refused`, `resource-refused` or `unreachable`.
 */
export async function awaitGrant(issuer: Issuer, redirect: string): Promise<AwaitedGrant> {
  const verifier = client.randomPKCECodeVerifier();
  const state = client.randomState();
  const request = {
    ...issuer.provider.parameters,
    redirect_uri: redirect,
    scope: issuer.scope,
    ...issuer.target,
    code_challenge: await client.calculatePKCECodeChallenge(verifier),
    code_challenge_method: "S256",
    state,
  };
  const url = await authorizationUrl(issuer, request);
  return { url: url.href, redirect, verifier, state };
}

async function authorizationUrl(
  { config, url, provider }: Issuer,
  request: Readonly<Record<string, string>>,
): Promise<URL> {
  const pushed = provider.pushedRequests ?? config.serverMetadata().require_pushed_authorization_requests === true;
  if (!pushed) return client.buildAuthorizationUrl(config, request);
  try {
    return await client.buildAuthorizationUrlWithPAR(config, request);
  } catch (error) {
    throw issuerFailure(url, error);
  }
}

/** Exchanges the code that came back in `answer` (the redirect's query). Throws `refused` or `unreachable`. */
export async function takeGrant(issuer: Issuer, grant: AwaitedGrant, answer: URLSearchParams): Promise<Tokens> {
  const returned = new URL(grant.redirect);
  returned.search = answer.toString();
  try {
    const checks = { pkceCodeVerifier: grant.verifier, expectedState: grant.state };
    return await newTokens(issuer, (options) =>
      client.authorizationCodeGrant(issuer.config, returned, checks, { ...issuer.target }, options),
    );
  } catch (error) {
    throw issuerFailure(issuer.url, error);
  }
}
