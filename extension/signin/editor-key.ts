/** The key that proves that a decision is from this editor: ES256, made here, stored only in SecretStorage. */
import { createHash, createPrivateKey, generateKeyPairSync, randomUUID, sign } from "node:crypto";
import { PublicKey } from "@drawbridge/contracts/pairing";
import { z } from "zod";

export const PrivateKey = PublicKey.extend({ d: z.string() });
export type PrivateKey = z.infer<typeof PrivateKey>;

export function makeKey(): PrivateKey {
  const { privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  return PrivateKey.parse(privateKey.export({ format: "jwk" }));
}

/** The request that a proof is for. `token` is the access token sent with it; null where none is sent. */
export interface ProofTarget {
  readonly method: string;
  readonly url: string;
  readonly token: string | null;
}

/** The value of the header `DPoP` for one request (RFC 9449 §4.2). `now` is in milliseconds since 1970. */
export function proofFor(key: PrivateKey, { method, url, token }: ProofTarget, now: number): string {
  const { d: _private, ...jwk } = key;
  const claims = {
    ...{ jti: randomUUID(), htm: method, htu: url, iat: Math.floor(now / 1000) },
    ...(token !== null && { ath: createHash("sha256").update(token).digest("base64url") }),
  };
  const signed = `${encoded({ typ: "dpop+jwt", alg: "ES256", jwk })}.${encoded(claims)}`;
  const privateKey = createPrivateKey({ format: "jwk", key: { ...key } });
  const signature = sign("sha256", Buffer.from(signed), { key: privateKey, dsaEncoding: "ieee-p1363" });
  return `${signed}.${signature.toString("base64url")}`;
}

const encoded = (value: object): string => Buffer.from(JSON.stringify(value)).toString("base64url");
