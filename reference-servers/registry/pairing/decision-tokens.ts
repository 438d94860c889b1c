/**
 * Tokens by which a paired editor decides. The registry issues them, bound to the editor's key (RFC 7800 §3.1, RFC 9449
 * §6.1). The type in the header distinguishes them from grants, which the same keys sign.
 */
import { randomUUID } from "node:crypto";
import { audiences } from "@drawbridge/contracts/oauth";
import { decisionTokenType } from "@drawbridge/contracts/pairing";
import { jwtVerify, SignJWT } from "jose";
import { z } from "zod";
import { type GrantKeys, signatureAlgorithm } from "../approvals/grant-keys.ts";

/** Milliseconds. */
export const decisionTokenLifetimeMs = 10 * 60_000;

const Claims = z.object({
  sub: z.string(),
  /** The id of the pairing. */
  pairing: z.string(),
  /** Seconds since 1970, the time of the click on Allow. */
  auth_time: z.number(),
  cnf: z.object({ jkt: z.string() }),
  exp: z.number(),
});
export type DecisionClaims = z.infer<typeof Claims>;

export interface DecisionTokens {
  /** Makes a token that expires at `until` at the latest. */
  mint(claims: Omit<DecisionClaims, "exp">, until: Date, now: Date): Promise<{ token: string; expiresAt: Date }>;
  /** The claims of a token of this registry; null if it is not such a token, or has expired. */
  read(token: string, now: Date): Promise<DecisionClaims | null>;
}

export function decisionTokens(issuer: string, keys: GrantKeys): DecisionTokens {
  return {
    async mint({ sub, pairing, auth_time, cnf }, until, now) {
      const expiresAt = new Date(Math.min(now.getTime() + decisionTokenLifetimeMs, until.getTime()));
      const { kid, key } = await keys.signing(now);
      const token = await new SignJWT({ pairing, auth_time, cnf })
        .setProtectedHeader({ alg: signatureAlgorithm, typ: decisionTokenType, kid })
        .setIssuer(issuer)
        .setAudience(audiences.approvals)
        .setSubject(sub)
        .setJti(randomUUID())
        .setIssuedAt(now)
        .setExpirationTime(expiresAt)
        .sign(key);
      return { token, expiresAt };
    },
    async read(token, now) {
      const verified = await jwtVerify(token, keys.verifying(now), {
        issuer,
        audience: audiences.approvals,
        algorithms: [signatureAlgorithm],
        typ: decisionTokenType,
        currentDate: now,
      }).catch(() => null);
      return Claims.safeParse(verified?.payload).data ?? null;
    },
  };
}
