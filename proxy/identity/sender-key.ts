/**
 * The key to which a sign-in's tokens are bound (DPoP, RFC 9449). Without a proof by this key, made for exactly one
 * request, a copied token is refused. Each sign-in has its own key, made by the program that requests the tokens.
 */
import { createPrivateKey, generateKeyPairSync, type KeyObject, randomBytes, sign, webcrypto } from "node:crypto";
import { inspect } from "node:util";
import { senderProof, thumbprintOf, tokenDigest } from "@drawbridge/contracts/sender-proof";
import * as client from "openid-client";
import { SenderKeyJwk } from "../contracts/sender-key.ts";

/** The algorithm that every provider and server with DPoP can check (RFC 7518 §3.4). */
export const senderKeyAlgorithm = "ES256";

export interface ProvenRequest {
  readonly method: string;
  readonly url: URL;
}

export class SenderKey {
  /** The thumbprint (RFC 7638) identifies the key. It is not secret. */
  readonly thumbprint: string;
  readonly #jwk: SenderKeyJwk;
  readonly #signer: KeyObject;
  /** The head of every proof, encoded once. */
  readonly #head: string;

  /** Throws if the members are not those of a key. */
  constructor(jwk: SenderKeyJwk) {
    const { kty, crv, x, y } = jwk;
    this.#jwk = jwk;
    this.#signer = createPrivateKey({ key: jwk, format: "jwk" });
    this.#head = encoded({ typ: senderProof.type, alg: senderKeyAlgorithm, jwk: { kty, crv, x, y } });
    this.thumbprint = thumbprintOf({ kty, crv, x, y });
  }

  static make(): SenderKey {
    const { privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
    return new SenderKey(SenderKeyJwk.parse(privateKey.export({ format: "jwk" })));
  }

  /** The key itself, for the broker and the store, never for a message. */
  reveal(): SenderKeyJwk {
    return this.#jwk;
  }

  /** A proof for one request with `accessToken` (RFC 9449 §4.2). `now` is in milliseconds since 1970. */
  prove({ method, url }: ProvenRequest, accessToken: string, now: number): string {
    const body = encoded({
      htm: method,
      htu: url.origin + url.pathname,
      iat: Math.floor(now / 1000),
      jti: randomBytes(16).toString("base64url"),
      ath: tokenDigest(accessToken),
    });
    const signed = `${this.#head}.${body}`;
    const signature = sign("sha256", Buffer.from(signed), { key: this.#signer, dsaEncoding: "ieee-p1363" });
    return `${signed}.${signature.toString("base64url")}`;
  }

  /** For requests to the token endpoint: makes proofs by the clock `now`, and remembers the provider's nonces (§8). */
  async handle(config: client.Configuration, now: () => number): Promise<client.DPoPHandle> {
    const { d, ...publicJwk } = this.#jwk;
    const algorithm = { name: "ECDSA", namedCurve: "P-256" };
    const { subtle } = webcrypto;
    const pair = {
      privateKey: await subtle.importKey("jwk", { ...publicJwk, d }, algorithm, false, ["sign"]),
      publicKey: await subtle.importKey("jwk", publicJwk, algorithm, true, ["verify"]),
    };
    return client.getDPoPHandle(config, pair, {
      [client.modifyAssertion]: (_header, claims) => {
        claims.iat = Math.floor(now() / 1000);
      },
    });
  }

  toJSON(): string {
    return placeholder;
  }

  [inspect.custom](): string {
    return placeholder;
  }
}

const placeholder = "[key]";

const encoded = (value: object): string => Buffer.from(JSON.stringify(value)).toString("base64url");
