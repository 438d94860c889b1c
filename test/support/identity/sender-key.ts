/** A key to which tokens are bound (DPoP), and proofs of it: valid ones, and proofs with any part changed. */
import { createHash, randomUUID } from "node:crypto";
import { type CryptoKey, calculateJwkThumbprint, exportJWK, generateKeyPair, type JWK, SignJWT } from "jose";

export interface SenderKey {
  readonly thumbprint: string;
  readonly publicJwk: JWK;
  readonly privateJwk: JWK;
  readonly privateKey: CryptoKey;
  /** A proof for one request; `over` replaces parts of its header and claims, and undefined removes one. */
  prove(request: Proven, over?: Over): Promise<string>;
}

export interface Proven {
  readonly method?: string;
  readonly url: string;
  /** The access token that is sent with the proof; null where none is sent. */
  readonly token: string | null;
}

export interface Over {
  readonly header?: Readonly<Record<string, unknown>>;
  readonly claims?: Readonly<Record<string, unknown>>;
  /** Signs with this key instead of the key in the header. */
  readonly signer?: CryptoKey;
}

export const seconds = (): number => Math.floor(Date.now() / 1000);

export async function makeSenderKey(algorithm = "ES256"): Promise<SenderKey> {
  const { privateKey, publicKey } = await generateKeyPair(algorithm, { extractable: true });
  const [publicJwk, privateJwk] = [await exportJWK(publicKey), await exportJWK(privateKey)];
  return {
    ...{ publicJwk, privateJwk, privateKey, thumbprint: await calculateJwkThumbprint(publicJwk) },
    async prove({ method = "GET", url, token }, { header = {}, claims = {}, signer = privateKey } = {}) {
      const ath = token === null ? undefined : createHash("sha256").update(token).digest("base64url");
      const payload = { htm: method, htu: url, iat: seconds(), jti: randomUUID(), ath, ...claims };
      return await new SignJWT(payload)
        .setProtectedHeader({ alg: algorithm, typ: "dpop+jwt", jwk: publicJwk, ...header })
        .sign(signer);
    },
  };
}

/** The headers of a request with a bound token and its proofs. */
export const proven = (token: string, ...proofs: string[]): string[] => [
  ...["Authorization", `DPoP ${token}`],
  ...proofs.flatMap((proof) => ["DPoP", proof]),
];
