/**
 * Tokens that are bound to a key of their holder (DPoP, RFC 9449): what the holder sends with each request, in words
 * that the broker and the hosted side share.
 */
import { createHash } from "node:crypto";

export const senderProof = {
  /** The scheme of the Authorization header (§7.1), and the name of the header that carries the proof (§4.1). */
  scheme: "DPoP",
  header: "dpop",
  /** The proof's `typ` (§4.2). */
  type: "dpop+jwt",
} as const;

/** The public half of a key, with the members that its thumbprint needs and no others. */
export type PublicKey =
  | { readonly kty: "EC"; readonly crv: string; readonly x: string; readonly y: string }
  | { readonly kty: "OKP"; readonly crv: string; readonly x: string };

/** RFC 7638 §3: the digest by which a token names its key (`cnf.jkt`). */
export function thumbprintOf(key: PublicKey): string {
  const { crv, kty, x } = key;
  return digestOf(JSON.stringify(key.kty === "EC" ? { crv, kty, x, y: key.y } : { crv, kty, x }));
}

/** What a proof says of the token that it goes with (`ath`, RFC 9449 §4.2). */
export const tokenDigest = (accessToken: string): string => digestOf(accessToken);

const digestOf = (text: string): string => createHash("sha256").update(text).digest("base64url");
