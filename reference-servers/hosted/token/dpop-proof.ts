/**
 * Reads one DPoP proof strictly (RFC 9449 §4.3): does its holder have the key that the proof names, and was it made for
 * exactly this request, a moment ago. Pure: the clock is passed in, and `replay-guard.ts` remembers earlier proofs.
 */
import { createPublicKey, type KeyObject, verify } from "node:crypto";
import { type PublicKey, senderProof, thumbprintOf, tokenDigest } from "@drawbridge/contracts/sender-proof";
import { z } from "zod";

/** A request as its sender sent it. */
export interface ProvenRequest {
  readonly method: string;
  /** The address that clients use, regardless of any proxy in between. Query and fragment do not count. */
  readonly url: string;
  /** The token that the proof accompanies; null where only a key is shown. */
  readonly accessToken: string | null;
}

export interface Proof {
  /** RFC 7638 thumbprint of the key that signed it. */
  readonly thumbprint: string;
  /** Distinguishes this proof from all others of its key. */
  readonly id: string;
  /** Milliseconds since 1970 after which the proof is too old, so that its id can be forgotten. */
  readonly expiresAt: number;
}

/** `message` is a sentence for the client's developer, without secrets. */
export class InvalidProof extends Error {}

/**
 * The algorithms that a client may sign with: only elliptic curves, because an RSA key can be chosen so that checking it
 * is slow.
 */
export const proofAlgorithms = ["ES256", "ES384", "ES512", "EdDSA", "Ed25519"] as const;

/**
 * Seconds. The client's clock may be behind by the first and ahead by the second value. Both include the time on the
 * network.
 */
export const proofWindowSeconds = { maxAge: 60, maxAhead: 5 } as const;

/** Characters. Our own proof has about 450. */
const maxProofLength = 4096;

/** RFC 7518 §3.4, RFC 8037 §3.1, RFC 9864: one curve for each algorithm. */
const curves = {
  ES256: { crv: "P-256", hash: "sha256" },
  ES384: { crv: "P-384", hash: "sha384" },
  ES512: { crv: "P-521", hash: "sha512" },
  EdDSA: { crv: "Ed25519", hash: null },
  Ed25519: { crv: "Ed25519", hash: null },
} as const;

const base64url = z.string().regex(/^[\w-]+$/);
const Key = z.discriminatedUnion("kty", [
  z.looseObject({ kty: z.literal("EC"), crv: z.string(), x: base64url, y: base64url }),
  z.looseObject({ kty: z.literal("OKP"), crv: z.string(), x: base64url }),
]);
const Header = z.looseObject({ typ: z.string(), alg: z.string(), jwk: z.record(z.string(), z.unknown()) });
const Algorithm = z.enum(proofAlgorithms);
const Claims = z.looseObject({
  htm: z.string(),
  htu: z.string(),
  iat: z.number(),
  jti: z.string().min(1).max(128),
  ath: z.string().optional(),
});

/** Throws InvalidProof. `now` is in milliseconds since 1970. */
export type ReadProof = (proof: string, request: ProvenRequest, now: number) => Proof;

/** Number of keys cached in the form that verifies. Making that form takes a third as long as checking a signature. */
const maxRememberedKeys = 2_000;

export function proofReader(): ReadProof {
  const cache = new Map<string, KeyObject>();
  const keyObjectOf = (key: PublicKey, thumbprint: string): KeyObject => {
    const keyObject = cache.get(thumbprint) ?? importKey(key);
    cache.delete(thumbprint);
    cache.set(thumbprint, keyObject);
    const oldest = cache.keys().next().value;
    if (cache.size > maxRememberedKeys && oldest !== undefined) cache.delete(oldest);
    return keyObject;
  };
  return (proof, request, now) => readProof(proof, request, now, keyObjectOf);
}

function readProof(
  proof: string,
  request: ProvenRequest,
  now: number,
  keyObjectOf: (key: PublicKey, thumbprint: string) => KeyObject,
): Proof {
  const [head = "", body = "", signature = "", ...more] = proof.length <= maxProofLength ? proof.split(".") : [];
  if (head === "" || body === "" || signature === "" || more.length > 0) {
    throw new InvalidProof("The DPoP header is not one signed proof.");
  }
  const { algorithm, key } = readHeader(head);
  const { hash } = curves[algorithm];
  const signed = Buffer.from(`${head}.${body}`);
  const { id, issuedAt } = readClaims(body, request, now);
  const thumbprint = thumbprintOf(key);
  const verifier = { key: keyObjectOf(key, thumbprint), dsaEncoding: "ieee-p1363" } as const;
  if (!verify(hash, signed, verifier, Buffer.from(signature, "base64url"))) {
    throw new InvalidProof("The DPoP proof is not signed by the key that it names.");
  }
  return { thumbprint, id, expiresAt: (issuedAt + proofWindowSeconds.maxAge) * 1000 };
}

function readHeader(head: string): { readonly algorithm: z.infer<typeof Algorithm>; readonly key: PublicKey } {
  const header = Header.safeParse(decoded(head));
  if (!header.success || header.data.typ !== senderProof.type || "crit" in header.data) {
    throw new InvalidProof(`The DPoP proof's head has to say ${senderProof.type}, an algorithm and a key, no more.`);
  }
  const algorithm = Algorithm.safeParse(header.data.alg);
  if (!algorithm.success) {
    throw new InvalidProof(`The DPoP proof's algorithm has to be one of ${proofAlgorithms.join(", ")}.`);
  }
  const { jwk } = header.data;
  if (privateMembers.some((member) => member in jwk)) {
    throw new InvalidProof(
      "The DPoP proof carries a private or shared key. Make a new key, and keep its private half.",
    );
  }
  const key = Key.safeParse(jwk);
  if (!key.success || key.data.crv !== curves[algorithm.data].crv) {
    throw new InvalidProof("The DPoP proof's key does not fit its algorithm.");
  }
  const { crv, x } = key.data;
  return {
    algorithm: algorithm.data,
    key: key.data.kty === "EC" ? { kty: "EC", crv, x, y: key.data.y } : { kty: "OKP", crv, x },
  };
}

/** RFC 7518 §6.2.2, §6.3.2, §6.4.1: the members that only a private or a shared key has. */
const privateMembers = ["d", "p", "q", "dp", "dq", "qi", "oth", "k"];

function importKey(key: PublicKey): KeyObject {
  try {
    return createPublicKey({ key: { ...key }, format: "jwk" });
  } catch {
    throw new InvalidProof("The DPoP proof's key is not valid on its curve.");
  }
}

function readClaims(body: string, { method, url, accessToken }: ProvenRequest, now: number) {
  const claims = Claims.safeParse(decoded(body));
  if (!claims.success) throw new InvalidProof("The DPoP proof lacks one of htm, htu, iat and jti.");
  const { htm, htu, iat, jti, ath } = claims.data;
  if (htm !== method) throw new InvalidProof("The DPoP proof is for another method (htm).");
  const address = withoutQuery(url);
  if (address === null || withoutQuery(htu) !== address) {
    throw new InvalidProof(`The DPoP proof is for another address (htu) than ${address}.`);
  }
  if (accessToken !== null && ath !== tokenDigest(accessToken)) {
    throw new InvalidProof("The DPoP proof is for another token (ath).");
  }
  const ageSeconds = now / 1000 - iat;
  if (ageSeconds > proofWindowSeconds.maxAge) throw new InvalidProof("The DPoP proof is too old (iat).");
  if (ageSeconds < -proofWindowSeconds.maxAhead) throw new InvalidProof("The DPoP proof is from the future (iat).");
  return { id: jti, issuedAt: iat };
}

/** RFC 9449 §4.3: the URL is compared without query and fragment, in its normal form. Null where it is not a URL. */
function withoutQuery(address: string): string | null {
  const url = URL.parse(address);
  return url === null ? null : `${url.origin}${url.pathname}`;
}

function decoded(part: string): unknown {
  try {
    return JSON.parse(Buffer.from(part, "base64url").toString("utf8"));
  } catch {
    return undefined;
  }
}
