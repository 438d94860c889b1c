/** Sign-in of a demo user by name alone; only the development provider takes it, and we offer it to no other. */
import { devProvider } from "@drawbridge/contracts/oauth";
import * as client from "openid-client";
import { notADevProvider, refused } from "./errors.ts";
import { type Issuer, issuerFailure, newBinding, oauthErrorOf } from "./issuer.ts";
import { type Tokens, tokensOf } from "./tokens.ts";

/** Throws `not-a-dev-provider` before anything is sent, `refused` for a user nobody knows, or `unreachable`. */
export async function signInAsDemoUser(issuer: Issuer, user: string): Promise<Tokens> {
  if (!issuer.dev) throw notADevProvider(issuer.url);
  try {
    const { key, options } = await newBinding(issuer);
    const request = { user, resource: issuer.resource };
    const response = await client.genericGrantRequest(issuer.config, devProvider.userGrant, request, options);
    return tokensOf(response, Date.now(), issuer.url, undefined, key);
  } catch (error) {
    if (oauthErrorOf(error) === "invalid_grant") throw refused(issuer.url, `it has no demo user ${user}`);
    throw issuerFailure(issuer.url, error);
  }
}
