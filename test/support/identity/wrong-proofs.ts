/**
 * Every kind of wrong DPoP proof, and how to make it. The tests of the proof reader and of every part that accepts
 * tokens use them.
 */
import { createHmac, randomUUID } from "node:crypto";
import { makeSenderKey, type Proven, type SenderKey, seconds } from "./sender-key.ts";

/** Makes the values of the DPoP header for `request`, by the holder of `key`. */
type Forge = (key: SenderKey, request: Proven) => Promise<readonly string[]>;

const base64 = (value: string | object): string =>
  Buffer.from(typeof value === "string" ? value : JSON.stringify(value)).toString("base64url");

const one =
  (forge: (key: SenderKey, request: Proven) => Promise<string>): Forge =>
  async (key, request) => [await forge(key, request)];

const claims = (over: Readonly<Record<string, unknown>>): Forge =>
  one((key, request) => key.prove(request, { claims: over }));

/** Claims that depend on the time (s since 1970) at which the proof is made, not on when the tests started. */
const timed = (over: (now: number) => Readonly<Record<string, unknown>>): Forge =>
  one((key, request) => key.prove(request, { claims: over(seconds()) }));

const header = (over: Readonly<Record<string, unknown>>): Forge =>
  one((key, request) => key.prove(request, { header: over }));

/** A good proof with parts of it replaced after it was signed. */
const altered = (change: (parts: readonly [string, string, string]) => string): Forge =>
  one(async (key, request) => {
    const [head = "", body = "", signature = ""] = (await key.prove(request)).split(".");
    return change([head, body, signature]);
  });

/** Proofs of the right key with a wrong text or time, and texts that are not proofs of it. */
export const wrongProofs: Readonly<Record<string, Forge>> = {
  "for another method": claims({ htm: "DELETE" }),
  "for the method in small letters": one((key, request) =>
    key.prove(request, { claims: { htm: (request.method ?? "GET").toLowerCase() } }),
  ),
  "without a method": claims({ htm: undefined }),
  "for another host": one((key, request) =>
    key.prove(request, { claims: { htu: `https://elsewhere.example${new URL(request.url).pathname}` } }),
  ),
  "for another path": one((key, request) => key.prove({ ...request, url: `${request.url}x` })),
  "for another scheme": one((key, request) => key.prove({ ...request, url: request.url.replace("http:", "https:") })),
  "without an address": claims({ htu: undefined }),
  "for an address that is none": claims({ htu: "everywhere" }),
  "for another token": one((key, request) => key.prove({ ...request, token: "another" })),
  "without the token's digest": claims({ ath: undefined }),
  "with an empty digest of the token": claims({ ath: "" }),
  "made two minutes ago": timed((now) => ({ iat: now - 120 })),
  "made in the next minute": timed((now) => ({ iat: now + 70 })),
  "without a time": claims({ iat: undefined }),
  "with a time that is no number": timed((now) => ({ iat: String(now) })),
  "without an id": claims({ jti: undefined }),
  "with an empty id": claims({ jti: "" }),
  "with an id without end": claims({ jti: "x".repeat(129) }),
  "of another type": header({ typ: "JWT" }),
  "without a type": header({ typ: undefined }),
  "without a key": header({ jwk: undefined }),
  "with the private key in its head": one((key, request) => key.prove(request, { header: { jwk: key.privateJwk } })),
  "with a key of another curve": one(async (key, request) => {
    const { publicJwk } = await makeSenderKey("ES384");
    return key.prove(request, { header: { jwk: publicJwk } });
  }),
  "with a point that is on no curve": one((key, request) =>
    key.prove(request, { header: { jwk: { ...key.publicJwk, x: base64("x".repeat(32)) } } }),
  ),
  "with an extension it says must be understood": altered(([head, body, signature]) => {
    const over = { ...JSON.parse(Buffer.from(head, "base64url").toString()), crit: ["x"], x: 1 };
    return `${base64(over)}.${body}.${signature}`;
  }),
  "signed by another key than it names": one(async (key, request) => {
    const { privateKey } = await makeSenderKey();
    return key.prove(request, { signer: privateKey });
  }),
  "by another key": one(async (_key, request) => (await makeSenderKey()).prove(request)),
  "by another key, with the right one's id beside it": one(async (key, request) => {
    const other = await makeSenderKey();
    return other.prove(request, { header: { jwk: { ...other.publicJwk, kid: key.thumbprint } } });
  }),
  "with alg none": altered(([, body]) => `${base64({ typ: "dpop+jwt", alg: "none", jwk: {} })}.${body}.`),
  "with alg none and a signature": altered(([head, body, signature]) => {
    const over = { ...JSON.parse(Buffer.from(head, "base64url").toString()), alg: "none" };
    return `${base64(over)}.${body}.${signature}`;
  }),
  "signed HS256 with the public key": one(async (key, request) => {
    const [, body = ""] = (await key.prove(request)).split(".");
    const head = base64({ typ: "dpop+jwt", alg: "HS256", jwk: key.publicJwk });
    const mac = createHmac("sha256", JSON.stringify(key.publicJwk)).update(`${head}.${body}`).digest("base64url");
    return `${head}.${body}.${mac}`;
  }),
  "with a shared key in its head": one(async (key, request) => {
    const [, body = ""] = (await key.prove(request)).split(".");
    const head = base64({ typ: "dpop+jwt", alg: "HS256", jwk: { kty: "oct", k: base64("secret") } });
    return `${head}.${body}.${createHmac("sha256", "secret").update(`${head}.${body}`).digest("base64url")}`;
  }),
  "of an RSA key": one(async (_key, request) => (await makeSenderKey("RS256")).prove(request)),
  "with its claims changed after it was signed": altered(([head, body, signature]) => {
    const over = { ...JSON.parse(Buffer.from(body, "base64url").toString()), jti: randomUUID() };
    return `${head}.${base64(over)}.${signature}`;
  }),
  "with its signature removed": altered(([head, body]) => `${head}.${body}.`),
  "that is no proof": async () => ["let-me-in"],
  "that is three empty parts": async () => [".."],
  "of five parts": altered((parts) => `${parts.join(".")}.x.x`),
  "that is huge": one((key, request) => key.prove(request, { claims: { note: "x".repeat(5000) } })),
};

/** DPoP headers that are wrong only because there are several of them, or none. */
export const wrongHeaders: Readonly<Record<string, Forge>> = {
  "without a proof": async () => [],
  "with an empty proof": async () => [""],
  "with two proofs": async (key, request) => [await key.prove(request), await key.prove(request)],
  "with two proofs in one header": async (key, request) => [`${await key.prove(request)}, ${await key.prove(request)}`],
};
