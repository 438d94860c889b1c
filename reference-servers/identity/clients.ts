/** The two pre-registered clients: public, with PKCE, coming back by loopback or by the registry's return page; the approver's also to the inbox. */
import { inboxSignIn } from "@drawbridge/contracts/inbox";
import { devProvider, loopbackRedirect, oauthClients } from "@drawbridge/contracts/oauth";
import { signInReturn } from "@drawbridge/contracts/sign-in-return";
import type { ClientMetadata } from "oidc-provider";
import { signingAlgorithm } from "./key-ring.ts";

export const clients: readonly ClientMetadata[] = [
  registered(oauthClients.broker, "Drawbridge on your machine"),
  registered(oauthClients.approver, "Drawbridge approvals", inboxSignIn.back),
];

function registered(id: string, name: string, ...paths: string[]): ClientMetadata {
  return {
    client_id: id,
    client_name: name,
    // Native: the loopback redirect then matches on any port (RFC 8252 §7.3).
    application_type: "native",
    token_endpoint_auth_method: "none",
    grant_types: [
      "authorization_code",
      "refresh_token",
      "urn:ietf:params:oauth:grant-type:device_code",
      devProvider.userGrant,
    ],
    response_types: ["code"],
    redirect_uris: [loopbackRedirect.path, signInReturn.back, ...paths].map(
      (path) => `http://${loopbackRedirect.host}${path}`,
    ),
    id_token_signed_response_alg: signingAlgorithm,
  };
}
