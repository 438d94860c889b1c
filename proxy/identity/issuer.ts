/** The identity provider that the registry names: its metadata, the broker's client, and the kinds of its errors. */

import type { PublicProvider } from "@drawbridge/contracts/identity-provider/public-part";
import { devProvider } from "@drawbridge/contracts/oauth";
import { providerWords } from "@drawbridge/contracts/provider-words";
import { publicProviderAt, type WellKnown } from "@drawbridge/contracts/registry";
import * as client from "openid-client";
import { reasonOf } from "../network/failure-reason.ts";
import type { Fetch } from "../network/fetch.ts";
import { isLoopback, secureAddress } from "./address.ts";
import { otherIssuer, refused, resourceRefused, SignInError, unreachable } from "./errors.ts";
import { ProofClock } from "./proof-clock.ts";
import { SenderKey, senderKeyAlgorithm } from "./sender-key.ts";

export interface Issuer {
  readonly url: string;
  /** openid-client's handle, with metadata and client id. */
  readonly config: client.Configuration;
  /** What the registry says of it. */
  readonly provider: PublicProvider;
  /** The parameters of each request for tokens that say what the tokens are for (RFC 8707, or the provider's own). */
  readonly target: Readonly<Record<string, string>>;
  /** Requested scopes, separated by spaces. */
  readonly scope: string;
  /** Whether its metadata says that it is Drawbridge's development provider. */
  readonly dev: boolean;
  /** Whether it binds tokens to a key, by its metadata (RFC 9449 §5.1). */
  readonly binds: boolean;
  /** The provider's time, which is used in proofs for it. */
  readonly clock: ProofClock;
}

/** What the requested tokens are to be bound to. */
export interface Binding {
  /** Left out if the provider binds nothing. */
  readonly key?: SenderKey;
  /** For openid-client. */
  readonly options: client.DPoPOptions;
}

/** A new key for a new sign-in. */
export async function newBinding({ binds, config, clock }: Issuer): Promise<Binding> {
  return bindingTo(binds ? SenderKey.make() : undefined, config, clock);
}

/** The key of a continued sign-in; no key if its tokens are unbound. */
export async function bindingTo(
  key: SenderKey | undefined,
  config: client.Configuration,
  clock: ProofClock,
): Promise<Binding> {
  return key === undefined ? { options: {} } : { key, options: { DPoP: await key.handle(config, clock.now) } };
}

/**
 * In seconds. An ID token comes directly from the provider, in the answer to our own request, so checking its times
 * protects against nothing here. A clock that is wrong must not cost the refresh token that came with it. Doctor
 * reports the clock.
 */
const clockToleranceSeconds = 86_400;
const requestTimeoutSeconds = 10;

/**
 * Reads the provider's metadata. All later requests to it use `fetch` too. Throws `unreachable`, `refused` or
 * `insecure-address`.
 */
export async function connectIssuer(
  wellKnown: WellKnown,
  fetch: Fetch = globalThis.fetch,
  issuer: string = wellKnown.issuer,
): Promise<Issuer> {
  const provider = publicProviderAt(issuer, wellKnown);
  if (provider === null) throw refused(issuer, "the registry takes no tokens of it");
  const server = secureAddress("identity provider", provider.issuer);
  const clock = new ProofClock(Date.now);
  try {
    const config = await client.discovery(
      server,
      provider.clientId,
      { [client.clockTolerance]: clockToleranceSeconds },
      provider.publicSecret === undefined ? client.None() : client.ClientSecretPost(provider.publicSecret),
      {
        timeout: requestTimeoutSeconds,
        execute: isLoopback(server) ? [client.allowInsecureRequests] : [],
        [client.customFetch]: async (url, { body, ...options }) => {
          const response = await fetch(url, { ...options, body: body ?? null });
          clock.learn({ challenge: null, date: response.headers.get("date") });
          return response;
        },
      },
    );
    return {
      url: provider.issuer,
      config,
      provider,
      target: targetOf(provider),
      scope: provider.scopes.join(" "),
      dev: config.serverMetadata()[devProvider.metadataFlag] === true,
      // An ID token is never bound to a key, so its refresh token is not either.
      binds: provider.token === "access_token" && bindsTokens(config.serverMetadata()),
      clock,
    };
  } catch (error) {
    throw metadataFailure(provider.issuer, error);
  }
}

const targetOf = ({ resource, audience }: PublicProvider): Record<string, string> => ({
  ...(resource !== null && { resource }),
  ...(audience !== null && { audience }),
});

function bindsTokens({ dpop_signing_alg_values_supported: algorithms }: client.ServerMetadata): boolean {
  return Array.isArray(algorithms) && algorithms.includes(senderKeyAlgorithm);
}

/** The provider's `error` if it answered with one (RFC 6749 §5.2), else null. */
export const oauthErrorOf = (error: unknown): string | null => (isOAuthError(error) ? error.error : null);

const isOAuthError = (error: unknown): error is client.AuthorizationResponseError | client.ResponseBodyError =>
  error instanceof client.AuthorizationResponseError ||
  (error instanceof client.ResponseBodyError && error.status < 500);

/**
 * Converts an error of openid-client: a refusal becomes `refused`, and everything that may pass becomes `unreachable`.
 */
export function issuerFailure(issuer: string, error: unknown): SignInError {
  if (error instanceof SignInError) return error;
  if (isOAuthError(error)) {
    const words = providerWords(error.error, error.error_description);
    return error.error === "invalid_target" ? resourceRefused(issuer, words) : refused(issuer, words);
  }
  if (!(error instanceof client.ClientError) || error.code === "OAUTH_TIMEOUT" || error.code === undefined) {
    return unreachable("identity provider", issuer, reasonOf(error));
  }
  if (isNoProvidersAnswer(error)) return unreachable("identity provider", issuer, "it did not answer as one");
  return refused(issuer, error.code);
}

const isNoProvidersAnswer = (error: unknown): boolean =>
  error instanceof client.ClientError &&
  (error.code === "OAUTH_RESPONSE_IS_NOT_CONFORM" || error.code === "OAUTH_RESPONSE_IS_NOT_JSON");

/** As issuerFailure, for the metadata: the first thing that fails where the operator wrote another issuer. */
function metadataFailure(issuer: string, error: unknown): SignInError {
  if (isNoProvidersAnswer(error)) return unreachable("identity provider", issuer, noMetadata);
  // OpenID Connect Discovery 1.0 §4.3
  if (error instanceof client.ClientError && error.code === "OAUTH_JSON_ATTRIBUTE_COMPARISON_FAILED")
    return otherIssuer(issuer);
  return issuerFailure(issuer, error);
}

const noMetadata =
  "it has no metadata there: either another site answers in its place, or the setting `issuer` of DRAWBRIDGE_IDENTITY_PROVIDERS is wrong, which the operator of Drawbridge at your company can correct";
