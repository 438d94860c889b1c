/**
 * Whose token this is. This is the one place where the hosted side checks a user's JWT (the edge on every request, the
 * registry on every authenticated route). The token's `iss` chooses the provider, whose description says how to read it.
 */
import { createHash } from "node:crypto";
import { type ClaimPath, pathInWords, valueAt } from "@drawbridge/contracts/identity-provider/claim-path";
import {
  approverSideOf,
  IdentityProvider,
  type ProviderDescription,
  tokenIssuersOf,
} from "@drawbridge/contracts/identity-provider/provider";
import type { ClaimReading } from "@drawbridge/contracts/identity-provider/token-reading";
import type { Secret } from "@drawbridge/contracts/secret";
import { maxTokenAgeSeconds, type SignIn } from "@drawbridge/contracts/sign-outs";
import { decodeJwt, decodeProtectedHeader, errors, jwtVerify } from "jose";
import { z } from "zod";
import { type Caller, callerOf, claimsRead, policyNames } from "./claims.ts";
import { type Confirmation, confirmationOf } from "./confirmation.ts";
import { groupLookups, type LookupFailure, type LookupSubject, needsLookup } from "./group-lookup.ts";
import { introspection } from "./introspection.ts";
import type { KeyAge } from "./key-age-metric.ts";
import { NotProven, type Possession, type PresentedToken, requireUnbound } from "./possession.ts";
import { type LastKeysStore, type ProviderKeys, providerKeys } from "./provider-keys.ts";
import { TokenError } from "./token-error.ts";

export type { Caller } from "./claims.ts";
export { type LookupFailure, lookupFailed } from "./group-lookup.ts";
export { adviceOf, TokenError } from "./token-error.ts";

export interface TokenVerifier {
  /** Whether a request's token must be bound to a key and proven. */
  readonly proofRequired: boolean;
  /**
   * Throws TokenError. `presented` is the request that the token came with; without it, a token that is bound to a key is
   * refused.
   */
  verify(token: string, presented?: PresentedToken): Promise<Caller>;
  /** Where `verify` found what it read, in a token that it accepted a moment ago. */
  reading(token: string): { readonly issuer: string; readonly claims: readonly ClaimReading[] };
  /** How old the keys of each provider are that has been asked for some. */
  keyAges(): readonly KeyAge[];
  close(): void;
}

/** Maximum number of verified tokens that are remembered. One takes about 300 bytes. */
const rememberedTokens = 10_000;

/** What must be there in addition to what `jwtVerify` checks: above all an expiry. */
const Times = z.looseObject({ exp: z.number(), iat: z.number().optional() });

interface Remembered {
  readonly caller: Caller;
  readonly confirmation: Confirmation;
  readonly expiresAt: number;
  /** Until when the provider's answer about the token is believed; left out where the token speaks for itself. */
  readonly believedUntil?: number;
  /** Where the provider's answer had what was read; left out where the token has it. */
  readonly reading?: ReturnType<TokenVerifier["reading"]>;
  /** Where the groups are elsewhere: what they are looked up by. */
  readonly lookup: Omit<LookupSubject, "token"> | null;
}

export interface VerifierOptions {
  /** Whose tokens: those of the broker and of other applications, or those of the approver. They have separate audiences. */
  readonly of: "broker" | "approver";
  /** Checks the proofs of bound tokens. Left out, every bound token is refused. */
  readonly possession?: Possession;
  /** The secret for questions about tokens that are no JWTs. Left out, those are refused. */
  readonly introspectionSecret?: Secret | undefined;
  /** The secret for look-ups of groups (contracts/identity-provider/group-lookup.ts). */
  readonly groupsSecret?: Secret | undefined;
  /** Hears why a look-up of groups failed, for a log. */
  readonly onLookupFailure?: ((failure: LookupFailure) => void) | undefined;
  /** Whether a sign-in has ended at its provider; null while that is not known. Left out, none has. */
  readonly isSignedOut?: ((signIn: SignIn) => boolean | null) | undefined;
  /** Where the providers' last keys outlive this process. */
  readonly lastKeys?: LastKeysStore | undefined;
  /** Milliseconds since 1970. */
  readonly now?: () => number;
}

type Claims = Readonly<Record<string, unknown>>;

interface Source {
  readonly provider: IdentityProvider;
  readonly keys: ProviderKeys;
}

/** Verifies tokens of these providers. It requests nothing before the first token. */
export function tokenVerifier(descriptions: readonly ProviderDescription[], options: VerifierOptions): TokenVerifier {
  const { of, possession, introspectionSecret, groupsSecret, onLookupFailure } = options;
  const { isSignedOut = () => false, lastKeys, now = Date.now } = options;
  // A repeated call costs no signature check: a verified token is remembered until it expires or a provider's keys
  // change. It is remembered by its digest, so that no token is kept. Policy is not remembered, because it is decided on
  // every request.
  const good = new Map<string, Remembered>();
  const sources: readonly Source[] = descriptions.map((description) => {
    const described = IdentityProvider.parse(description);
    const provider = of === "approver" ? approverSideOf(described) : described;
    return { provider, keys: providerKeys(provider, { onChange: () => good.clear(), last: lastKeys, now }) };
  });

  const introspect = introspection();
  const lookups = groupLookups({
    secret: groupsSecret,
    userinfoEndpoint: async (of) => sources.find(({ provider }) => provider === of)?.keys.userinfoEndpoint(),
    now,
    onFailure: onLookupFailure,
  });
  const withGroups = async ({ caller, lookup }: Remembered, token: string): Promise<Caller> =>
    lookup === null
      ? caller
      : { ...caller, groups: policyNames(await lookups.groupsOf({ ...lookup, token }), lookup.provider) };

  const checkJwt = async (token: string): Promise<Remembered> => {
    const { provider, keys } = sourceOf(token, sources);
    const options = {
      issuer: [...tokenIssuersOf(provider)],
      algorithms: provider.algorithms,
      clockTolerance: provider.clockToleranceSeconds,
      currentDate: new Date(now()),
    };
    const { payload, protectedHeader } = await jwtVerify(token, keys.find, options).catch((error: unknown) => {
      // A provider may sign tokens for services of its own so that no other can check them, as Entra ID does for Graph. The
      // audience that such a token claims says more than its signature. It is refused in either case.
      if (isUnverifiable(error)) requireAudience(decodeJwt(token), provider.claims.audience, provider[of].audiences);
      return refuse(error, provider);
    });
    requireType(protectedHeader.typ, provider);
    return readClaims(payload, { provider, keys });
  };

  /** Checks what a signature or an active token does not say by itself. */
  const readClaims = async (claims: Claims, { provider, keys }: Source): Promise<Remembered> => {
    requireAudience(claims, provider.claims.audience, provider[of].audiences);
    const times = Times.safeParse(claims);
    if (!times.success) throw new TokenError("not-ours", "The token has no expiry (claim exp).");
    const { exp, iat = 0 } = times.data;
    if (iat * 1000 > now() + provider.clockToleranceSeconds * 1000) throw clockAhead("iat", provider);
    const caller = callerOf(claims, provider, await keys.subjectTypes());
    const confirmation = confirmationOf(claims);
    const bound = confirmation.kind !== "none";
    const lookup = needsLookup(claims, provider) ? { claims, provider, bound } : null;
    const oldAt = times.data.iat === undefined ? Number.POSITIVE_INFINITY : iat + maxTokenAgeSeconds;
    return { caller, confirmation, expiresAt: Math.min(exp, oldAt) * 1000, lookup };
  };

  const checkOpaque = async (token: string): Promise<Remembered> => {
    const source = sources.find(({ provider }) => provider.introspection !== undefined);
    const settings = source?.provider.introspection;
    if (source === undefined || settings === undefined) throw new TokenError("not-ours", opaqueMessage);
    if (introspectionSecret === undefined) throw new TokenError("not-ours", secretMessage);
    const { provider, keys } = source;
    const access = {
      endpoint: await keys.introspectionEndpoint(),
      clientId: settings.clientId,
      secret: introspectionSecret,
    };
    const claims = await introspect(token, access);
    if (claims.iss !== undefined && !tokenIssuersOf(provider).some((known) => known === claims.iss))
      throw new TokenError("not-ours", "The identity provider says that the token comes from another issuer (iss).");
    // RFC 7662 §2.2: the expiry may be left out. The token then lasts as long as the answer is believed.
    const believedUntil = now() + settings.maxAgeSeconds * 1000;
    const defaults = { exp: Math.ceil(believedUntil / 1000), iat: Math.floor(now() / 1000) };
    const read = await readClaims({ ...defaults, ...claims }, source);
    return { ...read, believedUntil, reading: { issuer: provider.issuer, claims: claimsRead(claims, provider) } };
  };

  const checking = new Map<string, Promise<Remembered>>();
  /** Requests with one token share one check. */
  const check = (digest: string, token: string): Promise<Remembered> => {
    const remembered = good.get(digest);
    if (remembered !== undefined && (remembered.believedUntil === undefined || remembered.believedUntil > now()))
      return Promise.resolve(remembered);
    const running =
      checking.get(digest) ?? (isJwt(token) ? checkJwt : checkOpaque)(token).finally(() => checking.delete(digest));
    checking.set(digest, running);
    return running;
  };

  return {
    proofRequired: possession?.required ?? false,
    async verify(token, presented) {
      const digest = digestOf(token);
      const verified = await check(digest, token);
      good.delete(digest);
      if (verified.expiresAt <= now()) throw expired();
      requireSignedIn(isSignedOut(verified.caller.signIn));
      good.set(digest, verified);
      const oldest = good.keys().next().value;
      if (good.size > rememberedTokens && oldest !== undefined) good.delete(oldest);
      requirePossession(verified, presented, possession);
      return withGroups(verified, token);
    },
    reading(token) {
      const introspected = good.get(digestOf(token))?.reading;
      if (introspected !== undefined) return introspected;
      const { provider } = sourceOf(token, sources);
      return { issuer: provider.issuer, claims: claimsRead(decodeJwt(token), provider) };
    },
    keyAges: () =>
      sources.flatMap(({ provider, keys }) => {
        const seconds = keys.ageSeconds();
        return seconds === null ? [] : [{ issuer: provider.issuer, seconds }];
      }),
    close: () => {
      for (const { keys } of sources) keys.close();
    },
  };
}

/** The provider that the token names. Nothing else of a token counts before its signature is verified. */
function sourceOf(token: string, sources: readonly Source[]): Source {
  const issuer = decodeJwt(token).iss;
  const source = sources.find(({ provider }) => tokenIssuersOf(provider).some((known) => known === issuer));
  if (source !== undefined) return source;
  throw new TokenError(
    "not-ours",
    "The token comes from another issuer: its claim iss is none of the configured ones.",
  );
}

const isUnverifiable = (error: unknown): boolean =>
  error instanceof errors.JWSSignatureVerificationFailed || error instanceof errors.JWKSNoMatchingKey;

function isJwt(token: string): boolean {
  try {
    decodeProtectedHeader(token);
    decodeJwt(token);
    return true;
  } catch {
    return false;
  }
}

const digestOf = (token: string): string => createHash("sha256").update(token).digest("base64");

const secretMessage =
  "The token is not a JWT, and DRAWBRIDGE_INTROSPECTION_SECRET is not set here, by which the identity provider could be asked about it.";

const opaqueMessage =
  "The token is not a JWT, so nothing in it can be read here. Some identity providers give such tokens until they are asked for an audience of the company's: see the settings resource, audience, scopes and token, and introspection, in docs/identity-providers.md.";

/** RFC 7519 §4.1.3. */
function requireAudience(claims: Claims, path: ClaimPath, known: readonly string[]): void {
  const value = valueAt(claims, path);
  if ((Array.isArray(value) ? value : [value]).some((audience) => known.includes(audience))) return;
  const claim = pathInWords(path);
  throw new TokenError(
    "not-ours",
    value === undefined
      ? `The token names no audience: it has no claim ${claim}. See the settings audiences, resource and claims.audience.`
      : `The token is meant for another audience: its claim ${claim} has none of the audiences in the settings.`,
  );
}

function requireType(type: string | undefined, { tokenTypes }: IdentityProvider): void {
  const shown = (type ?? "").toLowerCase().replace(/^application\//, "");
  if (tokenTypes === null || tokenTypes.some((known) => known.toLowerCase() === shown)) return;
  throw new TokenError("not-ours", "The token is of another type (typ) than the setting tokenTypes allows.");
}

function requirePossession(
  { caller, confirmation }: Remembered,
  presented: PresentedToken | undefined,
  possession: Possession | undefined,
): void {
  try {
    if (presented === undefined || possession === undefined) requireUnbound(confirmation);
    else possession.check(presented, caller.user, confirmation);
  } catch (error) {
    if (!(error instanceof NotProven)) throw error;
    const code = error.error === null ? "busy" : "unproven";
    throw new TokenError(code, error.message, { cause: error });
  }
}

function refuse(error: unknown, provider: IdentityProvider): never {
  if (error instanceof TokenError) throw error;
  if (error instanceof errors.JWTExpired) throw expired(error);
  if (error instanceof errors.JWTClaimValidationFailed && error.claim === "nbf") throw clockAhead("nbf", provider);
  if (error instanceof errors.JOSEAlgNotAllowed)
    throw new TokenError(
      "not-ours",
      "The token is signed with an algorithm that the setting algorithms does not allow.",
      {
        cause: error,
      },
    );
  throw new TokenError("invalid", "The token is not valid.", { cause: error });
}

const expired = (cause?: unknown): TokenError => new TokenError("invalid", "The token has expired.", { cause });

function requireSignedIn(isSignedOut: boolean | null): void {
  if (isSignedOut === null)
    throw new TokenError("busy", "Whether you are still signed in cannot be checked just now. Try again in a moment.");
  if (isSignedOut) throw new TokenError("signed-out", "You were signed out at your company's identity provider.");
}

const clockAhead = (claim: string, { clockToleranceSeconds }: IdentityProvider): TokenError =>
  new TokenError(
    "not-ours",
    `The token is not valid yet: the clock here is more than ${clockToleranceSeconds} seconds behind the clock of the identity provider (claim ${claim}). One of the two clocks is wrong.`,
  );
