/** The request that ends a sign-in: it asks for tokens that are bound to a new key, if the provider binds tokens. */
import type * as client from "openid-client";
import { type Issuer, newBinding, oauthErrorOf } from "./issuer.ts";
import { withPresentedToken } from "./presented-token.ts";
import { type Tokens, tokensOf } from "./tokens.ts";

type Ask = (options: client.DPoPOptions) => ReturnType<typeof client.genericGrantRequest>;

/**
 * Sends the request with a proof of a new key (RFC 9449 §5). A provider may offer DPoP and still refuse the proof,
 * because a gateway in front of it changes the address that the proof names. Then the request is sent once more without
 * a proof: an unbound sign-in is better than none, and doctor reports it.
 */
export async function newTokens(issuer: Issuer, ask: Ask): Promise<Tokens> {
  const { key, options } = await newBinding(issuer);
  try {
    return tokensOf(withPresentedToken(await ask(options), issuer), Date.now(), issuer.url, undefined, key);
  } catch (error) {
    if (key === undefined || oauthErrorOf(error) !== "invalid_dpop_proof") throw error;
    return tokensOf(withPresentedToken(await ask({}), issuer), Date.now(), issuer.url);
  }
}
