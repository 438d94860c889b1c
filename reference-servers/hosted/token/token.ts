/**
 * Whose token this is. This is the one place where the hosted side checks a user's JWT (the edge on every request, the
 * registry on every authenticated route). Keys come from the issuer's JWKS and follow its rotation.
 */
import { createHash } from "node:crypto";
import { type RefusalCode, refusalErrors } from "@drawbridge/contracts/error-codes/refusals";
import { CodedError, type ErrorDetails } from "@drawbridge/contracts/errors";
import { defaultPersonRule, type PersonRule, userOf } from "@drawbridge/contracts/person";
import { isStorable } from "@drawbridge/contracts/storable-text";
import { createRemoteJWKSet, errors, type JWTVerifyGetKey, jwtVerify, type RemoteJWKSet } from "jose";
import { z } from "zod";
import { type Confirmation, confirmationOf } from "./confirmation.ts";
import { NotProven, type Possession, type PresentedToken, requireUnbound } from "./possession.ts";

/** A token's holder and client. The configuration says which surface that client is. */
export interface Caller {
  /** The person's canonical id. */
  readonly user: string;
  /** The claim that the id comes from. */
  readonly claim: string;
  /** Whether the id is the same in the tokens of every client. A pairwise `sub` is not (OpenID Connect Core 1.0 §8.1). */
  readonly certain: boolean;
  readonly groups: readonly string[];
  readonly clientId: string;
}

/**
 * What can be wrong with a token, and the refusal that answers it. `unknown-person`: the token is valid but does not say
 * who its person is, so a new sign-in changes nothing. `unproven`: the token is bound to a key, and the request does not
 * prove that its sender has that key.
 */
const tokenProblems = {
  invalid: "unauthenticated",
  unproven: "unauthenticated",
  "unknown-person": "not-allowed",
  busy: "upstream-unreachable",
  "issuer-unavailable": "upstream-unreachable",
} as const satisfies Readonly<Record<string, RefusalCode>>;
export type TokenProblem = keyof typeof tokenProblems;

/** `why` is a sentence without anything from the token. */
export class TokenError extends CodedError<TokenProblem> {
  override readonly name = "TokenError";

  constructor(code: TokenProblem, why: string, details?: ErrorDetails) {
    super(code, why, refusalErrors[tokenProblems[code]].next, { mayHaveRun: false, ...details });
  }
}

export interface TokenVerifier {
  readonly issuer: string;
  readonly audience: string;
  readonly person: PersonRule;
  /** Whether a request's token must be bound to a key and proven. */
  readonly proofRequired: boolean;
  /**
   * Throws TokenError. `presented` is the request that the token came with; without it, a token that is bound to a key is
   * refused.
   */
  verify(token: string, presented?: PresentedToken): Promise<Caller>;
  close(): void;
}

/** Asymmetric algorithms only: neither `none`, nor one that would use a public key as a shared secret. */
const algorithms = [
  "RS256",
  "RS384",
  "RS512",
  "PS256",
  "PS384",
  "PS512",
  "ES256",
  "ES384",
  "ES512",
  "EdDSA",
  "Ed25519",
];

/** Seconds that the issuer's clock may be ahead. There is no tolerance for an expired token. */
const clockToleranceSeconds = 5;
/** Milliseconds between two fetches that unknown key ids cause, so that forged ids cannot flood the issuer. */
const keyFetchIntervalMs = 2000;
/**
 * Milliseconds between two fetches of the issuer's keys, regardless of requests. After this time a withdrawn key is no
 * longer accepted.
 */
const keyRefreshIntervalMs = 300_000;
/** Maximum number of verified tokens that are remembered. One takes about 300 bytes. */
const rememberedTokens = 10_000;

const Metadata = z.object({
  issuer: z.string(),
  jwks_uri: z.url(),
  subject_types_supported: z.array(z.string()).default([]),
});
/** What must be there in addition to what `jwtVerify` checks: above all an expiry. */
const Claims = z.looseObject({
  sub: z.string().min(1),
  exp: z.number(),
  client_id: z.string().min(1),
  groups: z.array(z.string()).default([]),
});

interface Remembered {
  readonly caller: Caller;
  readonly confirmation: Confirmation;
  readonly expiresAt: number;
}

export interface VerifierOptions {
  /** `sub` where it is left out. */
  readonly person?: PersonRule;
  /** Checks the proofs of bound tokens. Left out, every bound token is refused. */
  readonly possession?: Possession;
  /** Milliseconds since 1970. */
  readonly now?: () => number;
}

/** Verifies tokens of one issuer for one audience. It fetches nothing before the first token. */
export function tokenVerifier(
  issuer: string,
  audience: string,
  { person = defaultPersonRule, possession, now = Date.now }: VerifierOptions = {},
): TokenVerifier {
  const source = keySource(issuer, () => good.clear());
  // A repeated call costs no signature check: a verified token is remembered until it expires or the issuer's keys
  // change. It is remembered by its digest, so that no token is kept. Policy is not remembered, because it is decided on
  // every request.
  const good = new Map<string, Remembered>();

  const check = async (token: string): Promise<Remembered> => {
    const { keys, subjectTypes } = await source.ready();
    const options = {
      issuer,
      audience,
      algorithms,
      clockTolerance: clockToleranceSeconds,
      currentDate: new Date(now()),
    };
    const { payload } = await jwtVerify(token, lookUp(keys), options).finally(source.compare).catch(refuse);
    const claims = Claims.safeParse(payload);
    if (!claims.success) throw new TokenError("invalid", "The token does not say who its user and its client are.");
    const { exp, client_id, groups } = claims.data;
    const read = userOf(claims.data, person);
    if (!read.ok) throw new TokenError("unknown-person", read.why);
    const caller: Caller = {
      ...{ user: read.user, claim: person.claim, certain: isCertain(person, subjectTypes) },
      ...{ groups: groups.filter(isGroup), clientId: client_id },
    };
    return { caller, confirmation: confirmationOf(payload), expiresAt: exp * 1000 };
  };

  return {
    issuer,
    audience,
    person,
    proofRequired: possession?.required ?? false,
    async verify(token, presented) {
      const digest = createHash("sha256").update(token).digest("base64");
      const verified = good.get(digest) ?? (await check(token));
      good.delete(digest);
      if (verified.expiresAt <= now()) throw new TokenError("invalid", "The token has expired.");
      good.set(digest, verified);
      const oldest = good.keys().next().value;
      if (good.size > rememberedTokens && oldest !== undefined) good.delete(oldest);
      requirePossession(verified, presented, possession);
      return verified.caller;
    },
    close: () => source.close(),
  };
}

/** A group without a name, or with a name for which no policy can be stored, does not count. */
const isGroup = (group: string): boolean => group !== "" && isStorable(group);

/**
 * Whether an id means the same person in every client's tokens. A pairwise `sub` differs from client to client (OpenID
 * Connect Core 1.0 §8). Where a provider has both types, or does not say, the operator knows which one these clients get.
 */
function isCertain({ claim, named }: PersonRule, subjectTypes: readonly string[]): boolean {
  if (claim !== "sub") return true;
  const pairwise = subjectTypes.includes("pairwise");
  const isPublic = subjectTypes.includes("public");
  return named ? isPublic || !pairwise : isPublic && !pairwise;
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

interface Issuer {
  readonly keys: RemoteJWKSet;
  /** From its metadata (OpenID Connect Discovery 1.0 §3); empty where the metadata does not say. */
  readonly subjectTypes: readonly string[];
}

interface KeySource {
  ready(): Promise<Issuer>;
  /** Calls `onChange` where the keys have changed. */
  compare(): void;
  close(): void;
}

/** The issuer's keys: found by discovery, fetched again every few minutes, kept while the issuer does not answer. */
function keySource(issuer: string, onChange: () => void): KeySource {
  let discovery: Promise<Issuer> | undefined;
  let keys: RemoteJWKSet | undefined;
  let lastKeys: string | undefined;
  const compare = (): void => {
    const now = JSON.stringify(keys?.jwks());
    if (now !== lastKeys) onChange();
    lastKeys = now;
  };
  // An issuer that does not answer now is asked again next time.
  const look = (): void => void keys?.reload().then(compare, () => {});
  const timer = setInterval(look, keyRefreshIntervalMs);
  timer.unref();
  return {
    async ready() {
      discovery ??= requestMetadata(issuer)
        .then(({ jwksUri, subjectTypes }) => ({
          keys: createRemoteJWKSet(jwksUri, {
            cooldownDuration: keyFetchIntervalMs,
            cacheMaxAge: Number.POSITIVE_INFINITY,
          }),
          subjectTypes,
        }))
        .catch((error: unknown) => {
          discovery = undefined;
          throw error;
        });
      const ready = await discovery;
      keys = ready.keys;
      return ready;
    },
    compare,
    close: () => clearInterval(timer),
  };
}

/** OpenID Connect Discovery 1.0 §4: where the issuer publishes its keys, and the types of its subjects. */
async function requestMetadata(issuer: string): Promise<{ jwksUri: URL; subjectTypes: readonly string[] }> {
  try {
    const signal = AbortSignal.timeout(5000);
    const response = await fetch(`${issuer}/.well-known/openid-configuration`, { signal, redirect: "error" });
    const metadata = Metadata.parse(await response.json());
    if (metadata.issuer !== issuer) throw new Error(`It calls itself ${metadata.issuer}.`);
    return { jwksUri: new URL(metadata.jwks_uri), subjectTypes: metadata.subject_types_supported };
  } catch (cause) {
    throw unavailable(cause);
  }
}

/** Looks a token's key up. A missing key is a fault of the token; a failure to fetch the keys is not. */
const lookUp =
  (keys: RemoteJWKSet): JWTVerifyGetKey =>
  (header, token) =>
    keys(header, token).catch((error: unknown) => {
      throw error instanceof errors.JOSEError && keyProblems.includes(error.code) ? error : unavailable(error);
    });

const keyProblems: readonly string[] = [
  errors.JWKSNoMatchingKey.code,
  errors.JWKSMultipleMatchingKeys.code,
  errors.JOSENotSupported.code,
];

function refuse(error: unknown): never {
  if (error instanceof TokenError) throw error;
  if (error instanceof errors.JWTExpired) throw new TokenError("invalid", "The token has expired.", { cause: error });
  const claim = error instanceof errors.JWTClaimValidationFailed ? error.claim : "";
  throw new TokenError("invalid", claimProblems[claim] ?? "The token is not valid.", { cause: error });
}

const claimProblems: Readonly<Record<string, string>> = {
  aud: "The token is meant for another audience.",
  iss: "The token comes from another issuer.",
  nbf: "The token is not valid yet.",
};

const unavailable = (cause: unknown): TokenError =>
  new TokenError("issuer-unavailable", "The identity provider's keys cannot be read just now. Try again in a moment.", {
    cause,
  });
