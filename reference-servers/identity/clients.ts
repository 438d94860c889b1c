/**
 * The two pre-registered clients. The broker's is public, with PKCE, coming back by loopback or by the registry's return
 * page. The approver's is confidential and comes back to the registry's inbox alone, so that no program beside the
 * person's browser can have its code: no loopback port, no device code, no sign-in by name.
 */
import { inboxSignIn } from "@drawbridge/contracts/inbox";
import { devProvider, loopbackRedirect, oauthClients } from "@drawbridge/contracts/oauth";
import { signInReturn } from "@drawbridge/contracts/sign-in-return";
import type { ClientMetadata } from "oidc-provider";
import { signingAlgorithm } from "./key-ring.ts";

export interface ApproverRegistration {
  readonly secret: string;
  /** The registry's address, without a trailing slash. */
  readonly registryUrl: string;
}

/** Where `approver` is null the approver's client is not known here: nobody signs in at an inbox. */
export const clientsFor = (approver: ApproverRegistration | null): readonly ClientMetadata[] => [
  brokerClient,
  ...(approver === null ? [] : [approverClient(approver)]),
];

const brokerClient: ClientMetadata = {
  client_id: oauthClients.broker,
  client_name: "Drawbridge on your machine",
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
  redirect_uris: [loopbackRedirect.path, signInReturn.back].map((path) => `http://${loopbackRedirect.host}${path}`),
  id_token_signed_response_alg: signingAlgorithm,
};

const approverClient = ({ secret, registryUrl }: ApproverRegistration): ClientMetadata => ({
  client_id: oauthClients.approver,
  client_name: "Drawbridge approvals",
  // Web: the redirect matches as it is written, its port too.
  application_type: "web",
  client_secret: secret,
  token_endpoint_auth_method: "client_secret_basic",
  grant_types: ["authorization_code", "refresh_token"],
  response_types: ["code"],
  redirect_uris: [`${registryUrl}${inboxSignIn.back}`],
  id_token_signed_response_alg: signingAlgorithm,
  // Decisions depend on when the person signed in.
  require_auth_time: true,
});
