/** Logout tokens as a provider makes them, and as an attacker would. */
import { type Claims, type IssuerKey, sign, type TestIssuer } from "./issuer.ts";

export const logoutEvents = { "http://schemas.openid.net/event/backchannel-logout": {} };

/** Claims of a good logout token, with `claims` replaced (undefined removes a claim). */
export function logoutClaims(issuer: string, claims: Claims): Claims {
  const now = Math.floor(Date.now() / 1000);
  return {
    ...{ iss: issuer, aud: "drawbridge-broker", iat: now, exp: now + 120 },
    ...{ jti: crypto.randomUUID(), events: logoutEvents },
    ...claims,
  };
}

export async function logoutToken(issuer: TestIssuer, claims: Claims, key?: IssuerKey, typ?: string): Promise<string> {
  const signer = key ?? issuer.keys[0];
  if (signer === undefined) throw new Error("The issuer has no key.");
  return sign(logoutClaims(issuer.url, claims), signer, typ ?? "logout+jwt");
}

/** Sends a logout token to a registry as a provider does. */
export const sendLogout = (registryUrl: string, token: string): Promise<Response> =>
  fetch(`${registryUrl}/sign-out/back-channel`, { method: "POST", body: new URLSearchParams({ logout_token: token }) });
