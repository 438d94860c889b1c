/**
 * Verifies grants: that the registry signed this approval, and that it is for exactly this call. It works offline except
 * for the registry's keys, which it caches and fetches again when a key is unknown. The registry ensures single use.
 */
import { GrantClaims, grantAudience, grantIssuer, grantType } from "@drawbridge/contracts/approvals";
import type { ErrorDetails } from "@drawbridge/contracts/errors";
import { urlOf } from "@drawbridge/contracts/http-api/route";
import { readApprovalKeys } from "@drawbridge/contracts/registry-api/approvals";
import { addressOf } from "@drawbridge/contracts/registry-api/areas";
import { createRemoteJWKSet, errors, type JWTVerifyGetKey, jwtVerify } from "jose";
import { CallError } from "../errors.ts";
import { ApprovalsUnavailable } from "./registry-calls.ts";

/** What a grant must be for. */
export interface Bound {
  readonly request: string;
  readonly user: string;
  readonly tool: string;
  readonly digest: string;
  readonly policyVersion: string;
}

/** Not a grant for this call. `message` says in which respect, and holds nothing from the grant. */
export class GrantRefused extends CallError<"approvals-unavailable"> {
  override readonly name = "GrantRefused";

  constructor(why: string, details?: ErrorDetails) {
    super("approvals-unavailable", why, details);
  }
}

export interface GrantVerifier {
  /** Throws GrantRefused, or ApprovalsUnavailable where the registry's keys cannot be fetched. */
  verify(grant: string, bound: Bound): Promise<GrantClaims>;
}

/**
 * Seconds that the registry's clock may be ahead. An expired grant gets no tolerance, because the registry would refuse
 * to spend it anyway.
 */
const clockToleranceSeconds = 5;
const keyFetchTimeoutMs = 5_000;

/**
 * Verifies grants that the registry at `registry` gives for `server`, regardless of the address by which others reach that
 * registry. A registry of the version before names its own address as the issuer, so a server that reaches it by this
 * address accepts that.
 */
export const grantVerifier = (registry: string, server: string): GrantVerifier =>
  verifierOf(registryKeys(urlOf(addressOf("api", registry), readApprovalKeys)), [grantIssuer, registry], server);

/**
 * The keys are read for each grant of an unknown key, however recent the last reading is: a new key signs as soon as the
 * registry made it, and grants come from the registry alone. A reading that is under way may have begun before the key was
 * made, so a second one follows.
 */
function registryKeys(url: URL): JWTVerifyGetKey {
  const keys = createRemoteJWKSet(url, { cooldownDuration: 0, timeoutDuration: keyFetchTimeoutMs });
  return async (header, token) => {
    try {
      return await keys(header, token);
    } catch (error) {
      if (!(error instanceof errors.JWKSNoMatchingKey)) throw error;
      await keys.reload();
      return keys(header, token);
    }
  };
}

/** The same, with the keys and the accepted issuers passed in. */
export const verifierOf = (
  keys: JWTVerifyGetKey,
  issuers: readonly string[],
  server: string,
  now: () => number = Date.now,
): GrantVerifier => ({
  async verify(grant, bound) {
    const { payload } = await jwtVerify(grant, keys, {
      issuer: [...issuers],
      audience: grantAudience(server),
      subject: bound.user,
      typ: grantType,
      algorithms: ["EdDSA", "Ed25519"],
      clockTolerance: clockToleranceSeconds,
      currentDate: new Date(now()),
    }).catch(refuse);
    const claims = GrantClaims.safeParse(payload);
    if (!claims.success) throw new GrantRefused("it does not hold what a grant holds");
    const { exp, aud } = claims.data;
    if (exp * 1000 <= now()) throw new GrantRefused("it has expired");
    if (aud !== grantAudience(server)) throw new GrantRefused("it is for another server");
    for (const respect of ["request", "tool", "digest", "policyVersion"] as const) {
      if (claims.data[respect] !== bound[respect]) throw new GrantRefused(`its ${respect} is another`);
    }
    return claims.data;
  },
});

/** A fault in the token is a refusal; a failure to fetch the keys is not. */
function refuse(cause: unknown): never {
  const isToken =
    cause instanceof errors.JWTExpired ||
    cause instanceof errors.JWTClaimValidationFailed ||
    cause instanceof errors.JWTInvalid ||
    cause instanceof errors.JWSInvalid ||
    cause instanceof errors.JWSSignatureVerificationFailed ||
    cause instanceof errors.JOSEAlgNotAllowed ||
    cause instanceof errors.JWKSNoMatchingKey ||
    cause instanceof errors.JWKSMultipleMatchingKeys;
  if (!isToken) throw new ApprovalsUnavailable("the registry's keys cannot be read", { cause }, true);
  throw new GrantRefused(`it does not verify (${cause.code})`, { cause });
}
