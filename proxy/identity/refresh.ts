/** Renewing and revoking the broker's tokens at the identity provider that issued them. */
import type { WellKnown } from "@drawbridge/contracts/registry";
import * as client from "openid-client";
import { ProxyError, sessionExpired } from "../errors.ts";
import type { SignInError } from "./errors.ts";
import { connectIssuer, type Issuer, issuerFailure, oauthErrorOf } from "./issuer.ts";
import type { Secret } from "./secret.ts";
import { type Tokens, tokensOf } from "./tokens.ts";

export interface Renewal {
  /** New tokens. Throws ProxyError `session-expired` where the refresh token is worth nothing, else `unreachable`. */
  refresh(refreshToken: Secret): Promise<Tokens>;
  /** Ends the session at the provider too (RFC 7009); a provider that cannot be asked is left to expire it. */
  revoke(refreshToken: Secret): Promise<void>;
}

/** The provider's metadata is read once, at the first use. */
export function renewalFrom(wellKnown: WellKnown, now: () => number): Renewal {
  let issuer: Issuer | undefined;
  const connected = async () => {
    issuer ??= await connectIssuer(wellKnown, "broker");
    return issuer;
  };
  return {
    refresh: async (refreshToken) => {
      try {
        const { config, resource, url } = await connected();
        const response = await client.refreshTokenGrant(config, refreshToken.reveal(), { resource });
        return tokensOf(response, now(), url, refreshToken);
      } catch (error) {
        if (oauthErrorOf(error) === "invalid_grant") throw sessionExpired();
        throw passing(issuerFailure(wellKnown.issuer, error));
      }
    },
    revoke: async (refreshToken) => {
      try {
        const { config } = await connected();
        if (config.serverMetadata().revocation_endpoint === undefined) return;
        await client.tokenRevocation(config, refreshToken.reveal(), { token_type_hint: "refresh_token" });
      } catch {
        // Signing out works without a network: what is forgotten here cannot be used from here.
      }
    },
  };
}

/** Neither a network failure nor a provider in trouble ends a session. */
const passing = (failure: SignInError): ProxyError =>
  new ProxyError("unreachable", failure.message, { cause: failure });
