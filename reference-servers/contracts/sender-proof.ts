/**
 * Tokens that are bound to a key of their holder (DPoP, RFC 9449): what the holder sends with each request, for the
 * broker and the hosted side alike.
 */
import { createHash } from "node:crypto";

export const senderProof = {
  /** The scheme of the Authorization header (§7.1), and the name of the header that carries the proof (§4.1). */
  scheme: "DPoP",
  header: "dpop",
  /** The proof's `typ` (§4.2). */
  type: "dpop+jwt",
} as const;

/** The public half of a key: only the members that its thumbprint needs. */
export type PublicKey =
  | { readonly kty: "EC"; readonly crv: string; readonly x: string; readonly y: string }
  | { readonly kty: "OKP"; readonly crv: string; readonly x: string };

/** RFC 7638 §3: the digest with which a token names its key (`cnf.jkt`). */
export function thumbprintOf(key: PublicKey): string {
  const { crv, kty, x } = key;
  return digestOf(JSON.stringify(key.kty === "EC" ? { crv, kty, x, y: key.y } : { crv, kty, x }));
}

/** The digest with which a proof names the token that it accompanies (`ath`, RFC 9449 §4.2). */
export const tokenDigest = (accessToken: string): string => digestOf(accessToken);

const digestOf = (text: string): string => createHash("sha256").update(text).digest("base64url");
