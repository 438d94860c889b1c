/** The inbox as a client of the identity provider: the approver's client, code and PKCE (RFC 6749 §4.1, RFC 7636). */
import { inboxSignIn } from "@drawbridge/contracts/inbox";
import { audiences, oauthClients } from "@drawbridge/contracts/oauth";
import * as client from "openid-client";
import { z } from "zod";

export const Tokens = z.object({ access: z.string(), refresh: z.string().nullable() });
export type Tokens = z.infer<typeof Tokens>;

/** What must be known again when the browser comes back. */
export const Trip = z.object({ state: z.string(), verifier: z.string(), to: z.string() });
export type Trip = z.infer<typeof Trip>;

/** The provider said no, or was given something that it did not give. Its words stay in `cause`. */
export class SignInRefused extends Error {}

export interface InboxIdentity {
  /** A trip that ends at `to`, and where it begins. Throws where the provider is away. */
  begin(to: string): Promise<{ readonly trip: Trip; readonly url: URL }>;
  /** The tokens for what the browser came back with. Throws SignInRefused, or something else where the provider is away. */
  finish(trip: Trip, search: string): Promise<Tokens>;
  /** New tokens; throws as `finish`. */
  renew(refresh: string): Promise<Tokens>;
}

/** Seconds that the provider may take to answer. */
const patience = 5;
const resource = audiences.approvals;

export function inboxIdentity(issuer: string, registryUrl: string): InboxIdentity {
  const redirect = `${registryUrl}${inboxSignIn.back}`;
  let found: Promise<client.Configuration> | undefined;
  const provider = (): Promise<client.Configuration> => {
    const server = new URL(issuer);
    const execute = server.protocol === "http:" ? [client.allowInsecureRequests] : [];
    const options = { timeout: patience, execute };
    found ??= client.discovery(server, oauthClients.approver, {}, client.None(), options).catch((error: unknown) => {
      found = undefined;
      throw error;
    });
    return found;
  };

  return {
    async begin(to) {
      const trip = { state: client.randomState(), verifier: client.randomPKCECodeVerifier(), to };
      const url = client.buildAuthorizationUrl(await provider(), {
        ...{ redirect_uri: redirect, scope: "openid offline_access", resource, state: trip.state },
        code_challenge: await client.calculatePKCECodeChallenge(trip.verifier),
        code_challenge_method: "S256",
      });
      return { trip, url };
    },
    async finish({ state, verifier }, search) {
      const back = new URL(`${redirect}${search}`);
      const checks = { expectedState: state, pkceCodeVerifier: verifier };
      return tokensOf(
        await client.authorizationCodeGrant(await provider(), back, checks, { resource }).catch(refuse),
        null,
      );
    },
    async renew(refresh) {
      return tokensOf(await client.refreshTokenGrant(await provider(), refresh, { resource }).catch(refuse), refresh);
    },
  };
}

/** `before` is the refresh token that stays where no new one comes (RFC 6749 §6). */
const tokensOf = (answer: client.TokenEndpointResponse, before: string | null): Tokens => ({
  access: answer.access_token,
  refresh: answer.refresh_token ?? before,
});

/** A no is told apart from a provider that is away: the first ends a session, the second does not. */
function refuse(cause: unknown): never {
  const no =
    cause instanceof client.AuthorizationResponseError ||
    (cause instanceof client.ResponseBodyError && cause.status < 500) ||
    (cause instanceof client.ClientError && cause.code === "OAUTH_INVALID_RESPONSE");
  throw no ? new SignInRefused("The identity provider did not sign you in.", { cause }) : cause;
}
