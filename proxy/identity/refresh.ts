/** Renews and revokes the broker's tokens at the identity provider that issued them. */
import type { WellKnown } from "@drawbridge/contracts/registry";
import * as client from "openid-client";
import { ProxyError, sessionExpired } from "../kernel/errors.ts";
import type { Fetch } from "../network/fetch.ts";
import { NoAnswer } from "../network/http-channel.ts";
import type { SignInError } from "./errors.ts";
import { type Binding, bindingTo, connectIssuer, type Issuer, issuerFailure, oauthErrorOf } from "./issuer.ts";
import { withPresentedToken } from "./presented-token.ts";
import type { Secret } from "./secret.ts";
import type { SenderKey } from "./sender-key.ts";
import { type Tokens, tokensOf } from "./tokens.ts";

export interface Renewal {
  /**
   * Returns new tokens, bound to `key` as before. Throws ProxyError `session-expired` if the refresh token is no longer
   * valid, else `unreachable`. The latter is a LostAnswer if the provider may have used the token up, but its answer
   * did not come or cannot be used.
   */
  refresh(refreshToken: Secret, key?: SenderKey): Promise<Tokens>;
  /**
   * Ends the session at the provider too (RFC 7009). If the provider cannot be reached, the session ends there when it
   * expires.
   */
  revoke(refreshToken: Secret): Promise<void>;
}

/** The request for new tokens was sent, and it is not known whether the provider handled it. */
export class LostAnswer extends ProxyError {}

/** The provider's metadata is read once, at the first use. `from` is the provider that issued the tokens. */
export function renewalFrom(
  wellKnown: WellKnown,
  now: () => number,
  fetch: Fetch,
  from: string = wellKnown.issuer,
): Renewal {
  let issuer: Issuer | undefined;
  /** Made once for each key, because it remembers the provider's nonces. */
  let binding: Binding | undefined;
  /** Whether the last request may have had its effect. It had none if it was never sent or was refused. */
  let effective = false;
  const watched: Fetch = async (input, init) => {
    try {
      const response = await fetch(input, init);
      effective = response.ok;
      return response;
    } catch (error) {
      effective = !(error instanceof NoAnswer) || error.sent;
      throw error;
    }
  };
  const connected = async () => {
    issuer ??= await connectIssuer(wellKnown, watched, from);
    return issuer;
  };
  return {
    refresh: async (refreshToken, key) => {
      let requestSent = false;
      try {
        const connection = await connected();
        const { config, clock, target, url } = connection;
        if (binding === undefined || binding.key !== key) binding = await bindingTo(key, config, clock);
        requestSent = true;
        const response = await client.refreshTokenGrant(config, refreshToken.reveal(), { ...target }, binding.options);
        return tokensOf(withPresentedToken(response, connection), now(), url, refreshToken, key);
      } catch (error) {
        if (oauthErrorOf(error) === "invalid_grant") throw sessionExpired();
        const failure = issuerFailure(from, error);
        if (requestSent && effective) throw new LostAnswer("unreachable", failure.message, { cause: failure });
        throw passing(failure);
      }
    },
    revoke: async (refreshToken) => {
      try {
        const { config } = await connected();
        if (config.serverMetadata().revocation_endpoint === undefined) return;
        await client.tokenRevocation(config, refreshToken.reveal(), { token_type_hint: "refresh_token" });
      } catch {
        // Signing out works without a network. The tokens are deleted here, so nothing here can use them.
      }
    },
  };
}

/** A network failure or a failing provider does not end a session. */
const passing = (failure: SignInError): ProxyError =>
  new ProxyError("unreachable", failure.message, { cause: failure });
