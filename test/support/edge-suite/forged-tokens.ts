/** Every token that the edge must refuse, and how to make it. */
import { createHmac, randomUUID } from "node:crypto";
import { exportSPKI, importJWK, type JWTPayload, SignJWT } from "jose";
import { type Claims, goodClaims, makeKey, sign, type TestIssuer } from "../identity/issuer.ts";

type Forge = (issuer: TestIssuer) => Promise<string>;

const base64 = (value: string | object): string =>
  Buffer.from(typeof value === "string" ? value : JSON.stringify(value)).toString("base64url");
const seconds = (): number => Math.floor(Date.now() / 1000);
const claims = (issuer: TestIssuer, over: JWTPayload = {}): JWTPayload => ({ ...goodClaims(issuer.url), ...over });
const unsigned = (header: object, payload: object): string => `${base64(header)}.${base64(payload)}.`;

/** The issuer's signing key. */
function keyOf({ keys: [key] }: TestIssuer) {
  if (key === undefined) throw new Error("The issuer has no key.");
  return key;
}

/** A token of the issuer with one part of it changed afterwards. */
async function altered(issuer: TestIssuer, part: 0 | 1 | 2, change: (text: string) => string): Promise<string> {
  const parts = (await issuer.mint()).split(".");
  parts[part] = change(parts[part] ?? "");
  return parts.join(".");
}

const alteredJson = (issuer: TestIssuer, part: 0 | 1, over: object): Promise<string> =>
  altered(issuer, part, (text) => base64({ ...JSON.parse(Buffer.from(text, "base64url").toString()), ...over }));

/** A token that an attacker signed, with a header that says where the "right" key is. */
async function ownKey(issuer: TestIssuer, header: (jwk: object) => object): Promise<string> {
  const { privateKey, publicJwk, algorithm } = await makeKey("first");
  return await new SignJWT(claims(issuer))
    .setProtectedHeader({ alg: algorithm, ...header(publicJwk) })
    .sign(privateKey);
}

/** The classic confusion of algorithms: the public key, which is known to all, used as the secret of an HMAC. */
async function hmacWithPublicKey(issuer: TestIssuer, form: "pem" | "jwk"): Promise<string> {
  const { publicJwk, kid, algorithm } = keyOf(issuer);
  const key = await importJWK(publicJwk, algorithm, { extractable: true });
  if (key instanceof Uint8Array) throw new Error("A public key is no secret.");
  const secret = form === "pem" ? await exportSPKI(key) : JSON.stringify(publicJwk);
  const signed = `${base64({ alg: "HS256", kid, typ: "at+jwt" })}.${base64(claims(issuer))}`;
  return `${signed}.${createHmac("sha256", secret).update(signed).digest("base64url")}`;
}

export const forgedTokens: Readonly<Record<string, Forge>> = {
  "expired a minute ago": (issuer) => issuer.mint({ exp: seconds() - 60 }),
  "expired a second ago": (issuer) => issuer.mint({ exp: seconds() - 1 }),
  "without an expiry": (issuer) => issuer.mint({ exp: undefined }),
  "with an expiry that is no number": (issuer) => issuer.mint({ exp: String(seconds() + 600) }),
  "not valid before the next hour": (issuer) => issuer.mint({ nbf: seconds() + 3600 }),
  "for the approvals audience": (issuer) => issuer.mint({ aud: "urn:drawbridge:approvals" }),
  "for an audience that only begins like the edge's": (issuer) => issuer.mint({ aud: "urn:drawbridge:edge2" }),
  "without an audience": (issuer) => issuer.mint({ aud: undefined }),
  "of another issuer, by our issuer's key": (issuer) => issuer.mint({ iss: "https://accounts.example.com" }),
  "of the issuer with a slash behind it": (issuer) => issuer.mint({ iss: `${issuer.url}/` }),
  "without an issuer": (issuer) => issuer.mint({ iss: undefined }),
  "with alg none": async (issuer) => unsigned({ alg: "none", typ: "at+jwt" }, claims(issuer)),
  "with alg nOnE": async (issuer) => unsigned({ alg: "nOnE", typ: "at+jwt" }, claims(issuer)),
  "with alg none and the issuer's key id": async (issuer) =>
    unsigned({ alg: "none", kid: keyOf(issuer).kid }, claims(issuer)),
  "with its signature removed": (issuer) => altered(issuer, 2, () => ""),
  "with another token's signature": async (issuer) => {
    const [, , signature = ""] = (await issuer.mint({ jti: randomUUID() })).split(".");
    return await altered(issuer, 2, () => signature);
  },
  "with its groups changed after it was signed": (issuer) => alteredJson(issuer, 1, { groups: ["infra"] }),
  "with its algorithm changed after it was signed": (issuer) => alteredJson(issuer, 0, { alg: "RS256" }),
  "signed HS256 with the public key as PEM": (issuer) => hmacWithPublicKey(issuer, "pem"),
  "signed HS256 with the public key as JWK": (issuer) => hmacWithPublicKey(issuer, "jwk"),
  "of a stranger's key under our key's id": async (issuer) => sign(claims(issuer), await makeKey(keyOf(issuer).kid)),
  "of a stranger's key under an unknown id": async (issuer) => sign(claims(issuer), await makeKey("stranger")),
  "of a stranger's key that it carries itself": (issuer) => ownKey(issuer, (jwk) => ({ jwk })),
  "of a stranger's key that its header links to": (issuer) =>
    ownKey(issuer, () => ({ kid: "first", jku: "http://127.0.0.1:9/jwks" })),
  "with an extension it says must be understood": async (issuer) => {
    const { privateKey, kid, algorithm } = keyOf(issuer);
    const header = { alg: algorithm, kid, crit: ["x"], x: 1 };
    return await new SignJWT(claims(issuer)).setProtectedHeader(header).sign(privateKey, { crit: { x: true } });
  },
  "of five parts": async (issuer) => `${await issuer.mint()}.x.x`,
  "that is no token": async () => "let-me-in",
  "that is three empty parts": async () => "..",
};

/** Claims by which a genuine token does not say whose it is → the claim that the refusal has to name. */
export const unreadableClaims: Readonly<Record<string, readonly [claims: Claims, claim: string]>> = {
  "without a user": [{ sub: undefined }, "sub"],
  "with an empty user": [{ sub: "" }, "sub"],
  "with a user that is no text": [{ sub: 7 }, "sub"],
  "with groups that are no list": [{ groups: 7 }, "groups"],
  "with groups that are no names": [{ groups: [{ name: "ads-eng" }] }, "groups"],
  "with groups that are an object": [{ groups: { "0": "ads-eng" } }, "groups"],
  "without a client": [{ client_id: undefined }, "client_id"],
  "with a client that is no text": [{ client_id: ["drawbridge-broker"] }, "client_id"],
};
