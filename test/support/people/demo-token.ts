/** A token of a demo user, from the provider that the stack includes for development. */
import { devProvider, oauthClients } from "@drawbridge/contracts/oauth";
import { WellKnown } from "@drawbridge/contracts/registry";
import { z } from "zod";

/** An access token of `user` for the broker, which can only read. */
export async function demoToken(registryUrl: string, user: string): Promise<string> {
  const { issuer } = WellKnown.parse(await (await fetch(`${registryUrl}/.well-known/drawbridge`)).json());
  const response = await fetch(`${issuer}/token`, {
    method: "POST",
    body: new URLSearchParams({ grant_type: devProvider.userGrant, client_id: oauthClients.broker, user }),
  });
  return z.object({ access_token: z.string() }).parse(await response.json()).access_token;
}
