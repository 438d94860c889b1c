/** Verifies logout tokens of the identity providers (OpenID Connect Back-Channel Logout 1.0 §2.4, §2.6). */
import {
  approverSideOf,
  IdentityProvider,
  type ProviderDescription,
  tokenIssuersOf,
} from "@drawbridge/contracts/identity-provider/provider";
import { maxTokenAgeSeconds } from "@drawbridge/contracts/sign-outs";
import { decodeJwt, errors, jwtVerify } from "jose";
import { z } from "zod";
import { type LastKeysStore, type ProviderKeys, type ProviderKeysOptions, providerKeys } from "./provider-keys.ts";
import { TokenError } from "./token-error.ts";

/** What a verified logout token says. */
export interface LogoutToken {
  readonly issuer: string;
  readonly subject: string | null;
  readonly session: string | null;
  /** Seconds since 1970. */
  readonly issuedAt: number;
  /** The token's own id. A token counts once. */
  readonly id: string;
}

/** `message` is a sentence without anything from the token. */
export class LogoutRefused extends Error {}

export interface LogoutTokens {
  /** Throws LogoutRefused, or TokenError `issuer-unavailable` while the provider's keys cannot be read. */
  verify(token: string): Promise<LogoutToken>;
  close(): void;
}

const logoutEvent = "http://schemas.openid.net/event/backchannel-logout";

const Text = z.string().min(1).max(1_000);
const Claims = z
  .looseObject({
    iat: z.number(),
    exp: z.number(),
    jti: Text,
    events: z.looseObject({ [logoutEvent]: z.looseObject({}) }),
    sub: Text.optional(),
    sid: Text.optional(),
    // §2.4: with a nonce it would be an ID token.
    nonce: z.undefined().optional(),
  })
  .refine(({ sub, sid }) => sub !== undefined || sid !== undefined, { path: ["sub"] });

/** §2.4 recommends `logout+jwt`. Some providers send `JWT` or none, and none sends the type of another kind of token. */
const tokenTypes = ["", "jwt", "logout+jwt"];

interface Source {
  readonly provider: IdentityProvider;
  readonly clientIds: readonly string[];
  readonly keys: ProviderKeys;
}

/** For tokens to any client of these providers. `now`: milliseconds since 1970. */
export function logoutTokens(
  descriptions: readonly ProviderDescription[],
  now: () => number,
  last?: LastKeysStore,
): LogoutTokens {
  const sources = descriptions.flatMap((description) => sourcesOf(IdentityProvider.parse(description), { last, now }));

  return {
    async verify(token) {
      const { provider, clientIds, keys } = sourceOf(token, sources);
      const { payload, protectedHeader } = await jwtVerify(token, keys.find, {
        issuer: [...tokenIssuersOf(provider)],
        audience: [...clientIds],
        algorithms: provider.algorithms,
        clockTolerance: provider.clockToleranceSeconds,
        // Also checks that it is not from the future.
        maxTokenAge: maxTokenAgeSeconds,
        currentDate: new Date(now()),
      }).catch(refuse);
      const type = (protectedHeader.typ ?? "").toLowerCase().replace(/^application\//, "");
      if (!tokenTypes.includes(type)) throw new LogoutRefused("It is of another type (typ) than a logout token.");
      const claims = Claims.safeParse(payload);
      if (!claims.success)
        throw new LogoutRefused(`Its claim ${String(claims.error.issues[0]?.path[0])} is not that of a logout token.`);
      const { sub = null, sid = null, iat, jti } = claims.data;
      return { issuer: provider.issuer, subject: sub, session: sid, issuedAt: Math.floor(iat), id: jti };
    },
    close: () => {
      for (const { keys } of sources) keys.close();
    },
  };
}

/** The approver's tokens may come from an authorization server of their own. */
function sourcesOf(provider: IdentityProvider, options: ProviderKeysOptions): Source[] {
  const { broker, approver, surfaces } = provider;
  const callers = [...broker.clientIds, ...Object.keys(surfaces)];
  const source = (side: IdentityProvider, clientIds: readonly string[]): Source => ({
    provider: side,
    clientIds,
    keys: providerKeys(side, options),
  });
  if (approver.issuer === undefined) return [source(provider, [...callers, ...approver.clientIds])];
  return [source(provider, callers), source(approverSideOf(provider), approver.clientIds)];
}

function sourceOf(token: string, sources: readonly Source[]): Source {
  const issuer = issuerOf(token);
  const source = sources.find(({ provider }) => tokenIssuersOf(provider).some((known) => known === issuer));
  if (source === undefined) throw new LogoutRefused("Its claim iss is none of the configured issuers.");
  return source;
}

function issuerOf(token: string): string | undefined {
  try {
    return decodeJwt(token).iss;
  } catch {
    throw new LogoutRefused("It is not a signed JWT.");
  }
}

function refuse(error: unknown): never {
  if (error instanceof TokenError) throw error;
  if (error instanceof errors.JWTExpired) throw new LogoutRefused("It has expired.", { cause: error });
  if (error instanceof errors.JWTClaimValidationFailed)
    throw new LogoutRefused(`Its claim ${error.claim} is not that of a logout token for here.`, { cause: error });
  throw new LogoutRefused("It is not signed by the identity provider.", { cause: error });
}
