/**
 * The provider's own secrets: the keys that sign tokens, newest first, and the keys that sign cookies. Older signing
 * keys stay published, so that their tokens stay valid until they expire.
 */
import { createHash, randomBytes } from "node:crypto";
import { exportJWK, generateKeyPair } from "jose";
import { z } from "zod";

/** ES256: small tokens, and a key pair in a millisecond. */
export const signingAlgorithm = "ES256";

/** Access tokens live for minutes, so the tokens of older keys have expired long ago. */
const keptSigningKeys = 3;

const SigningKey = z.object({
  kty: z.literal("EC"),
  crv: z.literal("P-256"),
  x: z.string(),
  y: z.string(),
  d: z.string(),
  kid: z.string(),
  alg: z.literal(signingAlgorithm),
  use: z.literal("sig"),
});
export type SigningKey = z.infer<typeof SigningKey>;

export const KeyRing = z.object({ signing: z.array(SigningKey).min(1), cookies: z.array(z.string()).min(1) });
export type KeyRing = z.infer<typeof KeyRing>;

export async function newKeyRing(): Promise<KeyRing> {
  return { signing: [await newSigningKey()], cookies: [randomBytes(32).toString("base64url")] };
}

/** The same ring with a new signing key as the first one. */
export async function rotated(ring: KeyRing): Promise<KeyRing> {
  return { ...ring, signing: [await newSigningKey(), ...ring.signing].slice(0, keptSigningKeys) };
}

/**
 * The secret of DPoP nonces (RFC 9449 §8): 32 bytes, derived from the ring, so it is the same for every process with
 * this ring.
 */
export const nonceSecret = ({ cookies }: KeyRing): Buffer =>
  createHash("sha256").update("dpop-nonce").update(cookies.join(" ")).digest();

async function newSigningKey(): Promise<SigningKey> {
  const { privateKey } = await generateKeyPair(signingAlgorithm, { extractable: true });
  const kid = randomBytes(12).toString("base64url");
  return SigningKey.parse({ ...(await exportJWK(privateKey)), kid, alg: signingAlgorithm, use: "sig" });
}
