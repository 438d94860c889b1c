/** Gets a token for the approver's client in the same way as the registry: with a browser, PKCE and the client's secret. */
import { createHash, randomBytes } from "node:crypto";
import { inboxSignIn } from "@drawbridge/contracts/inbox";
import { oauthClients } from "@drawbridge/contracts/oauth";
import { z } from "zod";
import { testApproverSecret } from "../identity/test-identity.ts";
import { Browser } from "./browser.ts";

/** The headers with which the registry authenticates at the provider (RFC 6749 §2.3.1). */
export const asTheRegistry = {
  authorization: `Basic ${Buffer.from(`${oauthClients.approver}:${testApproverSecret}`).toString("base64")}`,
};

export async function approversToken(issuer: string, registryUrl: string, user = "ada"): Promise<string> {
  const redirect_uri = `${registryUrl}${inboxSignIn.back}`;
  const verifier = randomBytes(32).toString("base64url");
  const query = new URLSearchParams({
    ...{ client_id: oauthClients.approver, redirect_uri, response_type: "code", scope: "openid" },
    code_challenge: createHash("sha256").update(verifier).digest("base64url"),
    code_challenge_method: "S256",
  });
  const browser = new Browser(registryUrl);
  const back = await browser.submit(await browser.visit(`${issuer}/auth?${query}`), { user });
  const code = new URL(back.url).searchParams.get("code") ?? "";
  const response = await fetch(`${issuer}/token`, {
    ...{ method: "POST", headers: asTheRegistry },
    body: new URLSearchParams({ grant_type: "authorization_code", code, redirect_uri, code_verifier: verifier }),
  });
  return z.object({ access_token: z.string() }).parse(await response.json()).access_token;
}
