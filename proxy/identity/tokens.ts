/** What a sign-in or a refresh returns. */

import { displayNameOf } from "@drawbridge/contracts/display-name";
import { valueAt } from "@drawbridge/contracts/identity-provider/claim-path";
import type { PublicProvider } from "@drawbridge/contracts/identity-provider/public-part";
import { defaultPersonRule, userOf as personOf } from "@drawbridge/contracts/person";
import { z } from "zod";
import type { BrokerStatus, HandedTokens } from "../contracts/control.ts";
import { refused } from "./errors.ts";
import type { TokenResponse } from "./presented-token.ts";
import { Secret } from "./secret.ts";
import { SenderKey } from "./sender-key.ts";

export interface Tokens {
  readonly accessToken: Secret;
  readonly refreshToken: Secret;
  /** The key that both are bound to; left out if they are unbound. */
  readonly key?: SenderKey;
  /** Milliseconds since 1970, by this machine's clock. */
  readonly issuedAt: number;
  readonly expiresAt: number;
}

/** Used if a provider does not say how long its access tokens live (RFC 6749 §5.1 only recommends it). */
const assumedLifetimeSeconds = 300;

/**
 * Reads a token response. Expiry is counted from `now`, so a wrong clock does no harm. `previous` is the refresh token,
 * which stays valid if the provider sends no new one. `key` is the key that the request was made with. Throws `refused`
 * if there is no refresh token at all.
 */
export function tokensOf(
  response: TokenResponse,
  now: number,
  issuer: string,
  previous?: Secret,
  key?: SenderKey,
): Tokens {
  const refreshToken = response.refresh_token === undefined ? previous : new Secret(response.refresh_token);
  if (refreshToken === undefined)
    throw refused(issuer, "it gave no refresh token: the client must be allowed offline access");
  return {
    accessToken: new Secret(response.access_token),
    refreshToken,
    // If the provider says Bearer, it did not take the proof (RFC 9449 §5).
    ...(key !== undefined && response.token_type.toLowerCase() === "dpop" && { key }),
    issuedAt: now,
    expiresAt: now + (response.expires_in ?? assumedLifetimeSeconds) * 1000,
  };
}

/** Tokens in the form of the control channel. */
export function handed(tokens: Tokens): HandedTokens {
  return {
    accessToken: tokens.accessToken.reveal(),
    refreshToken: tokens.refreshToken.reveal(),
    ...(tokens.key !== undefined && { senderKey: tokens.key.reveal() }),
    expiresAt: new Date(tokens.expiresAt).toISOString(),
  };
}

/** Tokens from the form of the control channel. */
export function received(tokens: HandedTokens, now: number): Tokens {
  return {
    accessToken: new Secret(tokens.accessToken),
    refreshToken: new Secret(tokens.refreshToken),
    ...(tokens.senderKey !== undefined && { key: new SenderKey(tokens.senderKey) }),
    issuedAt: now,
    expiresAt: Date.parse(tokens.expiresAt),
  };
}

const Claims = z.record(z.string(), z.unknown());
const Groups = z.union([z.array(z.string()), z.string().transform((group) => [group])]).default([]);

/** As the included provider names them. */
const ownClaims = { person: defaultPersonRule, groups: ["groups"], displayName: ["name"] };

/**
 * The user that an access token names, for display only. It is not verified here, because the edge does that. Null if
 * the token is not a JWT.
 */
export function userOf(
  accessToken: Secret,
  { person, groups, displayName }: Pick<PublicProvider, "person" | "groups" | "displayName"> = ownClaims,
): BrokerStatus["user"] {
  const payload = accessToken.reveal().split(".")[1];
  if (payload === undefined) return null;
  try {
    const claims = Claims.parse(JSON.parse(Buffer.from(payload, "base64url").toString("utf8")));
    const read = personOf(claims, person);
    const shown = displayNameOf(valueAt(claims, displayName));
    if (!read.ok) return null;
    return {
      name: read.user,
      ...(shown !== null && { displayName: shown }),
      groups: Groups.parse(valueAt(claims, groups)),
    };
  } catch {
    return null;
  }
}
