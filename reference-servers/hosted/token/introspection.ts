/**
 * Asks a provider about a token that cannot be read here (RFC 7662). The answer is believed for a stated time, in which a
 * token that was revoked is still accepted.
 */
import type { Secret } from "@drawbridge/contracts/secret";
import { z } from "zod";
import { withEither } from "../either-secret.ts";
import { TokenError } from "./token-error.ts";

export interface IntrospectionAccess {
  /** From the provider's metadata (RFC 8414 §2); undefined where it has none. */
  readonly endpoint: string | undefined;
  readonly clientId: string;
  readonly secret: Secret;
}

const timeoutMs = 5_000;
/** Questions under way at once, so that tokens that someone made up cannot flood the provider. */
const maxUnderWay = 50;

const Answer = z.looseObject({ active: z.boolean() });
export type IntrospectedClaims = Readonly<Record<string, unknown>>;

/** The claims of an active token. Throws TokenError: `invalid` for one that is not active. */
export type Introspect = (token: string, access: IntrospectionAccess) => Promise<IntrospectedClaims>;

export function introspection(): Introspect {
  let underWay = 0;
  return async (token, access) => {
    if (underWay >= maxUnderWay)
      throw new TokenError(
        "busy",
        "Too many tokens are being checked with the identity provider. Try again in a moment.",
      );
    underWay += 1;
    try {
      return await introspect(token, access);
    } finally {
      underWay -= 1;
    }
  };
}

async function introspect(
  token: string,
  { endpoint, clientId, secret }: IntrospectionAccess,
): Promise<IntrospectedClaims> {
  if (endpoint === undefined)
    throw new TokenError(
      "not-ours",
      "The token is not a JWT, and the identity provider names no introspection_endpoint in its metadata.",
    );
  const answer = await withEither(secret, isUnproven, (value) => requested(endpoint, token, basic(clientId, value)));
  if (!answer.active) throw new TokenError("invalid", "The identity provider says that the token is not active.");
  return answer;
}

async function requested(endpoint: string, token: string, authorization: string): Promise<z.infer<typeof Answer>> {
  try {
    const response = await fetch(endpoint, {
      method: "POST",
      headers: { authorization, accept: "application/json" },
      body: new URLSearchParams({ token, token_type_hint: "access_token" }),
      redirect: "error",
      signal: AbortSignal.timeout(timeoutMs),
    });
    // RFC 7662 §2.3.
    if (response.status === 401) throw new Unproven(`${endpoint} does not take this client's secret.`);
    if (!response.ok) throw new Error(`${endpoint} answered HTTP ${response.status}.`);
    return Answer.parse(await response.json());
  } catch (cause) {
    throw new TokenError(
      "issuer-unavailable",
      "The identity provider cannot be asked about the token just now. Try again in a moment.",
      { cause },
    );
  }
}

class Unproven extends Error {}
const isUnproven = (error: unknown): boolean => error instanceof TokenError && error.cause instanceof Unproven;

/** RFC 6749 §2.3.1: both are form-encoded first. */
const basic = (clientId: string, secret: string): string => {
  const encode = (text: string): string => new URLSearchParams({ "": text }).toString().slice(1);
  return `Basic ${Buffer.from(`${encode(clientId)}:${encode(secret)}`).toString("base64")}`;
};
