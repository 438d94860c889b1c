/**
 * The inbox as a client of the identity provider. It is the approver's client, which is confidential, by code and PKCE
 * (RFC 6749 §4.1, RFC 7636). Decisions depend on the time of the sign-in (`auth_time`, OpenID Connect Core §2).
 */

import { approverSideOf, type IdentityProvider } from "@drawbridge/contracts/identity-provider/provider";
import { firstOf, resourceOf } from "@drawbridge/contracts/identity-provider/public-part";
import { inboxSignIn } from "@drawbridge/contracts/inbox";
import { partSecretVariables } from "@drawbridge/contracts/part-secret";
import { providerWords } from "@drawbridge/contracts/provider-words";
import type { Secret } from "@drawbridge/contracts/secret";
import { withEither } from "@drawbridge/hosted/either-secret";
import * as client from "openid-client";
import { z } from "zod";

export const Tokens = z.object({
  access: z.string(),
  refresh: z.string().nullable(),
  /** The provider that issued them. An older registry left it out: then it is the first provider of the settings. */
  issuer: z.string().optional(),
});
export type Tokens = z.infer<typeof Tokens>;

/** What the inbox must know again when the browser comes back. */
export const Trip = z.object({
  state: z.string(),
  verifier: z.string(),
  to: z.string(),
  /** Whether the person must have signed in within the last five minutes. */
  fresh: z.boolean(),
  /** The provider where it began. An older registry left it out: then it is the first provider of the settings. */
  issuer: z.string().optional(),
});
export type Trip = z.infer<typeof Trip>;

/** The result of a sign-in. */
export interface SignedIn {
  readonly tokens: Tokens;
  /** When the person proved who they are; null if the provider does not say. */
  readonly authenticatedAt: Date | null;
}

/** What kind of sign-in the inbox asks for. */
export interface SignInWish {
  /** Only a sign-in of the last five minutes counts. */
  readonly fresh: boolean;
  /** The provider asks the person to sign in, even if a user is signed in there. */
  readonly asksAgain: boolean;
}

/** Maximum age in seconds of a fresh sign-in. */
export const freshSeconds = 300;

/**
 * The provider refused, or the browser brought something that the provider did not give. The provider's words stay in
 * `cause`.
 */
export class SignInRefused extends Error {}

export interface InboxIdentity {
  /** A trip that ends at `to`, and the URL where it begins. Throws if the provider is unreachable. */
  begin(to: string, wish: SignInWish): Promise<{ readonly trip: Trip; readonly url: URL }>;
  /**
   * The tokens for what the browser came back with. Throws SignInRefused, or another error if the provider is
   * unreachable.
   */
  finish(trip: Trip, search: string): Promise<SignedIn>;
  /** New tokens; throws like `finish`. */
  renew(refresh: string): Promise<Tokens>;
  /** Ends a refresh token that is not kept (RFC 7009), where the provider has an endpoint for that. Never throws. */
  revoke(refresh: string): Promise<void>;
}

/** Seconds that the provider may take to answer. */
const timeoutSeconds = 5;
/** Seconds by which the provider's clock may be behind. */
export const clockToleranceSeconds = 30;
/**
 * Always requested, because a provider that gets `max_age` must say when the person signed in (OpenID Connect Core
 * §3.1.2.1).
 */
const anyAgeSeconds = 365 * 24 * 3600;

export function inboxIdentity(
  {
    provider: described,
    url: registryUrl,
    secret,
  }: { readonly provider: IdentityProvider; readonly url: string; readonly secret: Secret },
  now: () => Date = () => new Date(),
): InboxIdentity {
  const redirect = `${registryUrl}${inboxSignIn.back}`;
  const { approver } = described;
  const { issuer, metadataUrl } = approverSideOf(described);
  const clientId = firstOf(approver.clientIds);
  const target = targetOf(approver);
  const refuse = refuser(clientId);
  let discovery: Promise<client.Configuration> | undefined;
  const server = new URL(metadataUrl ?? issuer);
  const execute = server.protocol === "http:" ? [client.allowInsecureRequests] : [];
  const provider = (): Promise<client.Configuration> => {
    const options = { timeout: timeoutSeconds, execute };
    discovery ??= client.discovery(server, clientId, {}, client.None(), options).catch((error: unknown) => {
      discovery = undefined;
      throw error;
    });
    return discovery;
  };
  /** What the provider answers to this client, under the value of its secret that the provider takes. */
  const authenticated = async <Answer>(ask: (as: client.Configuration) => Promise<Answer>): Promise<Answer> => {
    const metadata = (await provider()).serverMetadata();
    return withEither(secret, isUnproven, (value) => {
      const as = new client.Configuration(metadata, clientId, {}, client.ClientSecretBasic(value));
      as.timeout = timeoutSeconds;
      for (const setting of execute) setting(as);
      return ask(as);
    });
  };

  return {
    async begin(to, { fresh, asksAgain }) {
      const state = client.randomState();
      const trip = { state, verifier: client.randomPKCECodeVerifier(), to, fresh, issuer: described.issuer };
      const configuration = await provider();
      const pushed =
        approver.pushedRequests ?? configuration.serverMetadata().require_pushed_authorization_requests === true;
      const parameters = {
        ...approver.parameters,
        ...{ redirect_uri: redirect, scope: approver.scopes.join(" "), ...target, state: trip.state },
        code_challenge: await client.calculatePKCECodeChallenge(trip.verifier),
        code_challenge_method: "S256",
        max_age: String(fresh ? freshSeconds : anyAgeSeconds),
        ...(asksAgain && { prompt: "login" }),
      };
      const url = pushed
        ? await authenticated((as) => client.buildAuthorizationUrlWithPAR(as, parameters))
        : client.buildAuthorizationUrl(configuration, parameters);
      return { trip, url };
    },
    async finish({ state, verifier, fresh }, search) {
      const back = new URL(`${redirect}${search}`);
      const checks = { expectedState: state, pkceCodeVerifier: verifier, idTokenExpected: true };
      const answer = await authenticated((as) => client.authorizationCodeGrant(as, back, checks, target)).catch(refuse);
      const seconds = answer.claims()?.auth_time;
      const authenticatedAt = typeof seconds === "number" ? new Date(seconds * 1000) : null;
      const oldest = now().getTime() - (freshSeconds + clockToleranceSeconds) * 1000;
      if (fresh && (authenticatedAt === null || authenticatedAt.getTime() < oldest))
        throw new SignInRefused(
          "The identity provider did not say that you signed in within the last five minutes. Sign in again. If it fails again, show this to the operator of the identity provider.",
        );
      return { tokens: tokensOf(answer, null, described), authenticatedAt };
    },
    async renew(refresh) {
      const answer = await authenticated((as) => client.refreshTokenGrant(as, refresh, target)).catch(refuse);
      return tokensOf(answer, refresh, described);
    },
    async revoke(refresh) {
      try {
        const configuration = await provider();
        if (configuration.serverMetadata().revocation_endpoint === undefined) return;
        await authenticated((as) => client.tokenRevocation(as, refresh, { token_type_hint: "refresh_token" }));
      } catch {
        // The token then ends when the provider says so. The person has an answer either way.
      }
    },
  };
}

/** `before` is the refresh token that stays valid if the answer has no new one (RFC 6749 §6). */
function tokensOf(
  answer: client.TokenEndpointResponse,
  before: string | null,
  { token: kind, issuer }: IdentityProvider,
): Tokens {
  const access = answer[kind];
  if (access === undefined)
    throw new SignInRefused(
      "The identity provider gave no ID token. Show this to the operator of the identity provider: the client needs the scope openid.",
    );
  return { access, refresh: answer.refresh_token ?? before, issuer };
}

/** RFC 6749 §5.2: 401 if the client used the Authorization header to authenticate. */
const isUnproven = (cause: unknown): boolean =>
  (cause instanceof client.ResponseBodyError && cause.error === "invalid_client") ||
  (cause instanceof client.WWWAuthenticateChallengeError && cause.status === 401);

/** Distinguishes a refusal from a provider that is unreachable: the first ends a session, the second does not. */
const refuser =
  (clientId: string) =>
  (cause: unknown): never => {
    if (isUnproven(cause))
      throw new SignInRefused(
        `The identity provider does not take this registry for the client ${clientId}. Tell the operator of Drawbridge at your company: the registry's setting ${partSecretVariables.approverClient} is the secret of that client. With several providers, ${partSecretVariables.approverClients} has one for each.`,
        { cause },
      );
    const no =
      cause instanceof client.AuthorizationResponseError ||
      (cause instanceof client.ResponseBodyError && cause.status < 500) ||
      (cause instanceof client.ClientError &&
        (cause.code === "OAUTH_INVALID_RESPONSE" || cause.code?.startsWith("OAUTH_JWT")));
    throw no ? new SignInRefused(`The identity provider did not sign you in${wordsOf(cause)}.`, { cause }) : cause;
  };

/** The parameters that say which audience the tokens are for. */
function targetOf(approver: IdentityProvider["approver"]): Record<string, string> {
  const resource = resourceOf(approver);
  return { ...(resource !== null && { resource }), ...(approver.audience !== null && { audience: approver.audience }) };
}

/** What the provider itself says of its refusal, in brackets; empty if it says nothing. */
const wordsOf = (cause: unknown): string =>
  cause instanceof client.AuthorizationResponseError || cause instanceof client.ResponseBodyError
    ? ` (${providerWords(cause.error, cause.error_description)})`
    : "";
