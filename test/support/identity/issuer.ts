/**
 * An identity provider whose keys the test holds, so that the test can issue tokens and forge them. It serves discovery and
 * JWKS over HTTP like any other. Tests of the included provider's own tokens use the real provider.
 */
import { createServer, type IncomingHttpHeaders, type Server } from "node:http";
import { text } from "node:stream/consumers";
import { type CryptoKey, exportJWK, generateKeyPair, type JWK, type JWTPayload, SignJWT } from "jose";
import { listening } from "../network/listening.ts";

export interface IssuerKey {
  readonly kid: string;
  readonly algorithm: "RS256" | "PS384" | "ES256" | "ES512" | "EdDSA";
  readonly privateKey: CryptoKey;
  readonly publicJwk: JWK;
}

export interface TestIssuer {
  readonly url: string;
  /** The published keys; the first signs. Tests change the list to rotate. */
  keys: IssuerKey[];
  /** The metadata's subject types (OpenID Connect Discovery 1.0 §3); undefined leaves them out. */
  subjectTypes: readonly string[] | undefined;
  /** Where its metadata says that userinfo is; undefined leaves it out. */
  userinfo: string | undefined;
  /** Who is signed in at its own page: it sends each browser straight back. Undefined: it has no page. */
  person: Claims | undefined;
  /** How often its keys were fetched. */
  readonly fetches: () => number;
  /** A token as the real provider issues it, with `claims` replaced (undefined removes a claim). */
  mint(claims?: Claims, key?: IssuerKey): Promise<string>;
  /** A code for the approver's client, of a person who signed in just now, or at `authenticatedAt`. */
  code(claims?: Claims, authenticatedAt?: Date): string;
  /** Claims, by `sub`, that replace those of the person's sign-in in every token from now on. */
  readonly changed: Map<string, Claims>;
  /** What it says of a token that is no JWT (RFC 7662): claims by token; a token that is not here is not active. */
  readonly introspected: Map<string, Claims>;
  /** The Authorization headers that it takes with such questions; undefined: each. */
  askers: readonly string[] | undefined;
  /** How many refresh tokens and codes it would accept now. */
  readonly unspent: () => number;
  /** The questions about such tokens, by their Authorization header. */
  readonly questions: string[];
  /** Stops answering; `start` answers at the same address again. */
  stop(): Promise<void>;
  start(): Promise<void>;
}

export type Claims = { readonly [claim: string]: unknown };

export const edgeAudience = "urn:drawbridge:edge";

export async function makeKey(kid: string, algorithm: IssuerKey["algorithm"] = "ES256"): Promise<IssuerKey> {
  const { privateKey, publicKey } = await generateKeyPair(algorithm, { extractable: true });
  const publicJwk = { ...(await exportJWK(publicKey)), kid, alg: algorithm, use: "sig" };
  return { kid, algorithm, privateKey, publicJwk };
}

/** The claims of a good token of `ada`, for any key that signs it. */
export function goodClaims(issuer: string): JWTPayload {
  const now = Math.floor(Date.now() / 1000);
  return {
    iss: issuer,
    aud: edgeAudience,
    sub: "ada",
    groups: ["ads-eng"],
    client_id: "drawbridge-broker",
    iat: now,
    exp: now + 600,
    jti: crypto.randomUUID(),
  };
}

export const sign = (claims: JWTPayload, { kid, algorithm, privateKey }: IssuerKey, typ = "at+jwt"): Promise<string> =>
  new SignJWT(claims).setProtectedHeader({ alg: algorithm, kid, typ }).sign(privateKey);

/** `end` is put behind its address in the issuer's name: Auth0's ends in a slash. */
export async function startIssuer({ end = "" }: { readonly end?: string } = {}): Promise<TestIssuer> {
  let fetches = 0;
  let server: Server | undefined;
  const state: Pick<TestIssuer, "keys" | "subjectTypes" | "userinfo" | "person" | "askers"> = {
    keys: [await makeKey("first")],
    subjectTypes: ["public"],
    userinfo: undefined,
    person: undefined,
    askers: undefined,
  };

  const changed = new Map<string, Claims>();
  const introspected = new Map<string, Claims>();
  const questions: string[] = [];
  /** Who signed in, by code or refresh token. */
  const signedIn = new Map<string, { readonly claims: Claims; readonly authTime: number }>();
  const codeOf = (claims: Claims, authenticatedAt: Date): string => {
    const code = crypto.randomUUID();
    signedIn.set(code, { claims, authTime: Math.floor(authenticatedAt.getTime() / 1000) });
    return code;
  };
  /** The token endpoint's answer to a code or a refresh token (RFC 6749 §4.1.4, §6). Each works only once. */
  const tokensFor = async (form: URLSearchParams, clientId: string): Promise<object> => {
    const code = form.get("code") ?? form.get("refresh_token") ?? "";
    const person = signedIn.get(code);
    const [key] = state.keys;
    signedIn.delete(code);
    if (person === undefined || key === undefined) return { error: "invalid_grant" };
    const approver = { aud: "urn:drawbridge:approvals", client_id: "drawbridge-approver" };
    const claims = { ...goodClaims(url), ...approver, ...person.claims };
    const access = { ...claims, ...changed.get(String(claims.sub)) };
    const refresh = crypto.randomUUID();
    signedIn.set(refresh, person);
    const { iat, exp } = goodClaims(url);
    return {
      ...{ access_token: await sign(access, key), token_type: "Bearer", expires_in: 600, refresh_token: refresh },
      id_token: await sign(
        {
          ...{
            iss: url,
            aud: clientId,
            sub: String(claims.sub),
            auth_time: person.authTime,
          },
          ...{ iat: iat ?? 0, exp: exp ?? 0 },
        },
        key,
      ),
    };
  };

  const start = async (port = 0): Promise<string> => {
    server = createServer(async (request, response) => {
      if (request.url === "/token") {
        const answer = await tokensFor(new URLSearchParams(await text(request)), basicUser(request.headers));
        response.writeHead("error" in answer ? 400 : 200, { "content-type": "application/json" });
        response.end(JSON.stringify(answer));
        return;
      }
      const { pathname, searchParams: parameters } = new URL(request.url ?? "", "http://issuer");
      if (pathname === "/auth" && state.person !== undefined) {
        const back = new URL(parameters.get("redirect_uri") ?? "");
        const code = codeOf(state.person, new Date());
        back.search = String(new URLSearchParams({ code, state: parameters.get("state") ?? "", iss: url }));
        response.writeHead(303, { location: back.href }).end();
        return;
      }
      if (request.url === "/revoke") {
        signedIn.delete(new URLSearchParams(await text(request)).get("token") ?? "");
        response.writeHead(200).end();
        return;
      }
      if (request.url === "/introspect") {
        const token = new URLSearchParams(await text(request)).get("token") ?? "";
        const { authorization = "" } = request.headers;
        questions.push(authorization);
        if (state.askers?.includes(authorization) === false) {
          response.writeHead(401, { "www-authenticate": "Basic" }).end();
          return;
        }
        const claims = introspected.get(token);
        response.writeHead(200, { "content-type": "application/json" });
        response.end(JSON.stringify(claims === undefined ? { active: false } : { active: true, ...claims }));
        return;
      }
      const documents: Readonly<Record<string, () => object>> = {
        "/.well-known/openid-configuration": () => ({
          ...{ issuer: url, jwks_uri: `${base}/jwks`, subject_types_supported: state.subjectTypes },
          ...{ authorization_endpoint: `${base}/auth`, token_endpoint: `${base}/token` },
          ...{ introspection_endpoint: `${base}/introspect`, userinfo_endpoint: state.userinfo },
          revocation_endpoint: `${base}/revoke`,
          id_token_signing_alg_values_supported: ["ES256", "RS256"],
        }),
        "/jwks": () => {
          fetches += 1;
          return { keys: state.keys.map(({ publicJwk }) => publicJwk) };
        },
      };
      const document = documents[request.url ?? ""];
      response.writeHead(document === undefined ? 404 : 200, { "content-type": "application/json" });
      response.end(JSON.stringify(document?.() ?? {}));
    });
    return await listening(server, port);
  };
  const base = await start();
  const url = base + end;

  return Object.assign(state, {
    url,
    changed,
    introspected,
    questions,
    fetches: () => fetches,
    unspent: () => signedIn.size,
    code: (claims: Claims = {}, authenticatedAt = new Date()) => codeOf(claims, authenticatedAt),
    async mint(claims: Claims = {}, key?: IssuerKey) {
      const signer = key ?? state.keys[0];
      if (signer === undefined) throw new Error("The issuer has no key.");
      return await sign({ ...goodClaims(url), ...claims }, signer);
    },
    async stop() {
      const stopping = server;
      if (stopping === undefined) return;
      server = undefined;
      const closed = new Promise((resolve) => stopping.close(resolve));
      stopping.closeAllConnections();
      await closed;
    },
    start: async () => void (await start(Number(new URL(url).port))),
  });
}

/** The client that a request names by its secret (RFC 6749 §2.3.1). */
function basicUser({ authorization = "" }: IncomingHttpHeaders): string {
  const [user = ""] = Buffer.from(authorization.replace(/^Basic /, ""), "base64")
    .toString()
    .split(":");
  return decodeURIComponent(user);
}
