/**
 * The authorization code grant with PKCE (RFC 6749 §4.1, RFC 7636), cut in two where the person's browser is away, so
 * that what waits for its return can be kept: a program may end in between and go on later.
 */
import * as client from "openid-client";
import { z } from "zod";
import { type Issuer, issuerFailure, scope } from "./issuer.ts";
import { newTokens } from "./new-tokens.ts";
import type { Tokens } from "./tokens.ts";

/** A grant that was asked for and not yet given. Whoever has the verifier can use the code, so it is kept like a token. */
export const AwaitedGrant = z.object({
  /** Where the browser is sent. */
  url: z.url(),
  redirect: z.url(),
  verifier: z.string(),
  state: z.string(),
});
export type AwaitedGrant = z.infer<typeof AwaitedGrant>;

/** Asks for nothing yet: the answer's `url` does, when a browser opens it. */
export async function awaitGrant(issuer: Issuer, redirect: string): Promise<AwaitedGrant> {
  const verifier = client.randomPKCECodeVerifier();
  const state = client.randomState();
  const url = client.buildAuthorizationUrl(issuer.config, {
    redirect_uri: redirect,
    scope,
    resource: issuer.resource,
    code_challenge: await client.calculatePKCECodeChallenge(verifier),
    code_challenge_method: "S256",
    state,
  });
  return { url: url.href, redirect, verifier, state };
}

/** Exchanges the code that came back as `answer` (the redirect's query). Throws `refused` or `unreachable`. */
export async function takeGrant(issuer: Issuer, grant: AwaitedGrant, answer: URLSearchParams): Promise<Tokens> {
  const returned = new URL(grant.redirect);
  returned.search = answer.toString();
  try {
    const checks = { pkceCodeVerifier: grant.verifier, expectedState: grant.state };
    return await newTokens(issuer, (options) =>
      client.authorizationCodeGrant(issuer.config, returned, checks, { resource: issuer.resource }, options),
    );
  } catch (error) {
    throw issuerFailure(issuer.url, error);
  }
}
