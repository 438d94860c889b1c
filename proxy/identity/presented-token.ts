/**
 * Which token of a response goes with requests. It is the access token, except at providers whose access tokens cannot be
 * read by others: there it is the ID token (OpenID Connect Core 1.0 §2), which a refresh renews together with the rest.
 */
import type { TokenEndpointResponse } from "openid-client";
import { z } from "zod";
import { refused } from "./errors.ts";
import type { Issuer } from "./issuer.ts";

/** What a provider answers to a request for tokens (RFC 6749 §5.1). */
export type TokenResponse = Pick<
  TokenEndpointResponse,
  "access_token" | "refresh_token" | "id_token" | "token_type" | "expires_in"
>;

const Times = z.object({ exp: z.number(), iat: z.number() });

/** The response with that token as its access token. Throws `refused` if the provider gave no such token. */
export function withPresentedToken(
  response: TokenResponse,
  { url, provider }: Pick<Issuer, "url" | "provider">,
): TokenResponse {
  if (provider.token === "access_token") return response;
  const { id_token } = response;
  const times = Times.safeParse(claimsOf(id_token ?? ""));
  if (id_token === undefined || !times.success)
    throw refused(url, "it gave no ID token: the client must be allowed the scope openid");
  const { exp, iat } = times.data;
  const { refresh_token } = response;
  return {
    ...(refresh_token !== undefined && { refresh_token }),
    ...{ access_token: id_token, token_type: "bearer", expires_in: exp - iat },
  };
}

function claimsOf(token: string): unknown {
  try {
    return JSON.parse(Buffer.from(token.split(".")[1] ?? "", "base64url").toString("utf8"));
  } catch {
    return null;
  }
}
