/** The identity provider, as the registry names it: its metadata, the broker's client, and its errors told apart. */
import { devProvider } from "@drawbridge/contracts/oauth";
import type { WellKnown } from "@drawbridge/contracts/registry";
import * as client from "openid-client";
import type { Fetch } from "../network/fetch.ts";
import { reasonOf } from "../network/reason.ts";
import { isLoopback, secureAddress } from "./address.ts";
import { refused, SignInError, unreachable } from "./errors.ts";

export interface Issuer {
  readonly url: string;
  /** openid-client's handle: metadata and client id. */
  readonly config: client.Configuration;
  /** The audience to ask tokens for (RFC 8707). */
  readonly resource: string;
  /** Whether its metadata says that it is Drawbridge's development provider. */
  readonly dev: boolean;
}

/** Asks for a refresh token where the provider goes by scopes (OpenID Connect Core §11). */
export const scope = "openid offline_access";

/**
 * Seconds. An ID token comes straight from the provider, in answer to our own request: its times protect from nothing
 * here, and a clock that jumped must not cost the refresh token that came with it. Doctor tells of the clock.
 */
const clockToleranceSeconds = 86_400;
const patienceSeconds = 10;

/** Reads the provider's metadata; whatever it is asked later goes by `fetch` too. Throws `unreachable`, `refused` or `insecure-address`. */
export async function connectIssuer(wellKnown: WellKnown, fetch: Fetch = globalThis.fetch): Promise<Issuer> {
  const server = secureAddress("identity provider", wellKnown.issuer);
  try {
    const config = await client.discovery(
      server,
      wellKnown.clients.broker,
      { [client.clockTolerance]: clockToleranceSeconds },
      client.None(),
      {
        timeout: patienceSeconds,
        execute: isLoopback(server) ? [client.allowInsecureRequests] : [],
        [client.customFetch]: (url, { body, ...options }) => fetch(url, { ...options, body: body ?? null }),
      },
    );
    return {
      url: wellKnown.issuer,
      config,
      resource: wellKnown.audiences.edge,
      dev: config.serverMetadata()[devProvider.metadataFlag] === true,
    };
  } catch (error) {
    throw issuerFailure(wellKnown.issuer, error);
  }
}

/** The provider's `error` where it answered with one (RFC 6749 §5.2), else null. */
export function oauthErrorOf(error: unknown): string | null {
  if (error instanceof client.AuthorizationResponseError) return error.error;
  if (error instanceof client.ResponseBodyError && error.status < 500) return error.error;
  return null;
}

/** What openid-client threw, in our words: a no is `refused`, everything that may pass is `unreachable`. */
export function issuerFailure(issuer: string, error: unknown): SignInError {
  if (error instanceof SignInError) return error;
  const answered = oauthErrorOf(error);
  if (answered !== null) return refused(issuer, answered);
  if (!(error instanceof client.ClientError) || error.code === "OAUTH_TIMEOUT" || error.code === undefined) {
    return unreachable("identity provider", issuer, reasonOf(error));
  }
  if (error.code === "OAUTH_RESPONSE_IS_NOT_CONFORM" || error.code === "OAUTH_RESPONSE_IS_NOT_JSON") {
    return unreachable("identity provider", issuer, "it did not answer as one");
  }
  return refused(issuer, error.code);
}
