/** Sign-in of a demo user by name alone. Only the development provider accepts it, so no other provider is asked. */
import { devProvider } from "@drawbridge/contracts/oauth";
import * as client from "openid-client";
import { notADevProvider, refused } from "./errors.ts";
import { type Issuer, issuerFailure, oauthErrorOf } from "./issuer.ts";
import { newTokens } from "./new-tokens.ts";
import type { Tokens } from "./tokens.ts";

/** Throws `not-a-dev-provider` before anything is sent, `refused` for an unknown user, or `unreachable`. */
export async function signInAsDemoUser(issuer: Issuer, user: string): Promise<Tokens> {
  if (!issuer.dev) throw notADevProvider(issuer.url);
  try {
    const request = { user, ...issuer.target };
    return await newTokens(issuer, (options) =>
      client.genericGrantRequest(issuer.config, devProvider.userGrant, request, options),
    );
  } catch (error) {
    if (oauthErrorOf(error) === "invalid_grant") throw refused(issuer.url, `it has no demo user ${user}`);
    throw issuerFailure(issuer.url, error);
  }
}
