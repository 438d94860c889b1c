/**
 * Grants. The registry mints one from an approved request each time the server asks, and reads it back when the server
 * spends it.
 */
import { GrantClaims, grantAudience, grantType } from "@drawbridge/contracts/approvals";
import { jwtVerify, SignJWT } from "jose";
import type { ApprovalRecord } from "./approval-record.ts";
import { type GrantKeys, signatureAlgorithm } from "./grant-keys.ts";

/**
 * The grant of an approved request as a compact JWS; null in any other state. It is made from the record and the issuer
 * that its server expects. So it is the same grant each time it is minted, and it is stored nowhere.
 */
export async function mintGrant(
  record: ApprovalRecord,
  issuer: string,
  keys: GrantKeys,
  now: Date,
): Promise<string | null> {
  const { state, grantId, decidedAt } = record;
  if (state !== "approved" || grantId === null || decidedAt === null) return null;
  const claims: GrantClaims = {
    iss: issuer,
    aud: grantAudience(record.server),
    sub: record.user,
    jti: grantId,
    iat: seconds(decidedAt),
    exp: seconds(record.expiresAt),
    request: record.id,
    tool: record.tool,
    digest: record.digest,
    policyVersion: record.policyVersion,
    shown: record.shown,
  };
  const { kid, key } = await keys.signing(now);
  return new SignJWT(claims).setProtectedHeader({ alg: signatureAlgorithm, typ: grantType, kid }).sign(key);
}

/**
 * The id of a grant that this registry signed for this server and request; null if it is not such a grant. The caller
 * judges the expiry.
 */
export async function readGrant(
  grant: string,
  expected: { readonly issuers: readonly string[]; readonly server: string; readonly request: string },
  keys: GrantKeys,
  now: Date,
): Promise<string | null> {
  const verified = await jwtVerify(grant, keys.verifying(now), {
    issuer: [...expected.issuers],
    audience: grantAudience(expected.server),
    algorithms: [signatureAlgorithm],
    typ: grantType,
    // The record's expiry decides, and its refusal has a message of its own.
    currentDate: new Date(0),
  }).catch(() => null);
  const claims = GrantClaims.safeParse(verified?.payload);
  return claims.success && claims.data.request === expected.request ? claims.data.jti : null;
}

const seconds = (time: Date): number => Math.floor(time.getTime() / 1000);
