/** What a grant is on the wire: the registry signs it, and the server that it is for verifies it. */
import { z } from "zod";

/** The protected header's `typ` of a grant, so that no other JWT is accepted as one (RFC 8725 §3.11). EdDSA only. */
export const grantType = "drawbridge-grant+jwt";

/** `aud` of a grant: one server. */
export const grantAudience = (server: string): string => `urn:drawbridge:server:${server}`;

/**
 * `iss` of a grant. It names the registry by no address, because servers may reach it by another one than people do. The
 * audience, the type and the registry's own keys say which registry it is.
 */
export const grantIssuer = "urn:drawbridge:registry";

/**
 * A server sends this header with its questions about approvals, to say which issuer it expects in grants. A server of the version
 * before sends none, and expects the address by which it reaches the registry.
 */
export const grantIssuerHeader = "drawbridge-grant-issuer";

/** What a grant proves. The route `readApprovalKeys` returns the keys. */
export const GrantClaims = z.object({
  /** `grantIssuer`; for a server of the version before, the registry's URL. */
  iss: z.string(),
  aud: z.string(),
  /** The user who makes the call. */
  sub: z.string(),
  jti: z.string(),
  iat: z.number().int(),
  exp: z.number().int(),
  request: z.string(),
  tool: z.string(),
  digest: z.string(),
  policyVersion: z.string(),
  /** Digest of what the person saw. */
  shown: z.string(),
});
export type GrantClaims = z.infer<typeof GrantClaims>;
