/**
 * Sign-in without a browser on this machine: the device authorization grant (RFC 8628), with PKCE (RFC 7636). The grant's
 * own RFC has no PKCE. Providers that do not know it ignore its parameters (RFC 6749 §3.1, §3.2), and Keycloak can demand it
 * of a client.
 */
import * as client from "openid-client";
import { signInTimedOut, unsupported } from "./errors.ts";
import { type Issuer, issuerFailure, oauthErrorOf } from "./issuer.ts";
import { newTokens } from "./new-tokens.ts";
import type { Tokens } from "./tokens.ts";

export interface DevicePrompt {
  /** The page that the person opens, on any device. */
  readonly url: string;
  readonly code: string;
  /** The same page with the code filled in; null if the provider gives none. */
  readonly directUrl: string | null;
  readonly expiresInSeconds: number;
}

/**
 * Shows the code, then polls at the provider's interval. Throws `unsupported`, `refused`, `timed-out` or `unreachable`.
 */
export async function signInByDevice(
  issuer: Issuer,
  show: (prompt: DevicePrompt) => void,
  signal?: AbortSignal,
): Promise<Tokens> {
  if (issuer.config.serverMetadata().device_authorization_endpoint === undefined) {
    throw unsupported(issuer.url, "sign-in by device code", "Run `drawbridge login` where a browser can be opened.");
  }
  const { scope, target } = issuer;
  const verifier = client.randomPKCECodeVerifier();
  try {
    const challenge = await client.calculatePKCECodeChallenge(verifier);
    const started = await client.initiateDeviceAuthorization(issuer.config, {
      ...{ scope, ...target, code_challenge: challenge, code_challenge_method: "S256" },
    });
    show({
      url: started.verification_uri,
      code: started.user_code,
      directUrl: started.verification_uri_complete ?? null,
      expiresInSeconds: started.expires_in,
    });
    return await newTokens(issuer, (options) =>
      client.pollDeviceAuthorizationGrant(
        issuer.config,
        started,
        { ...target, code_verifier: verifier },
        signal === undefined ? options : { ...options, signal },
      ),
    );
  } catch (error) {
    if (oauthErrorOf(error) === "expired_token") throw signInTimedOut();
    throw issuerFailure(issuer.url, error);
  }
}
