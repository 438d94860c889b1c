/** The request that ends a sign-in: tokens that are bound to a new key, where the provider binds them. */
import type * as client from "openid-client";
import { type Issuer, newBinding, oauthErrorOf } from "./issuer.ts";
import { type Tokens, tokensOf } from "./tokens.ts";

type Ask = (options: client.DPoPOptions) => ReturnType<typeof client.genericGrantRequest>;

/**
 * Asks with a proof of a new key (RFC 9449 §5). A provider that offers DPoP and refuses the proof, since a front changes
 * its address on the way, is asked once more without one: an unbound sign-in is better than none, and doctor tells of it.
 */
export async function newTokens(issuer: Issuer, ask: Ask): Promise<Tokens> {
  const { key, options } = await newBinding(issuer);
  try {
    return tokensOf(await ask(options), Date.now(), issuer.url, undefined, key);
  } catch (error) {
    if (key === undefined || oauthErrorOf(error) !== "invalid_dpop_proof") throw error;
    return tokensOf(await ask({}), Date.now(), issuer.url);
  }
}
