/**
 * The two pre-registered clients. The broker's client is public, uses PKCE, and redirects to loopback or to the
 * registry's return page. The approver's client is confidential and redirects only to the registry's inbox, so that
 * only the person's browser can get its code: it has no loopback port, no device code and no sign-in by name.
 */
import { inboxSignIn } from "@drawbridge/contracts/inbox";
import { devProvider, loopbackRedirect, oauthClients } from "@drawbridge/contracts/oauth";
import { sameSecret } from "@drawbridge/contracts/part-secret";
import { currentOf, type Secret } from "@drawbridge/contracts/secret";
import { signInReturn } from "@drawbridge/contracts/sign-in-return";
import { basePathOf } from "@drawbridge/hosted/base-path";
import type { ClientMetadata, Provider } from "oidc-provider";
import { signingAlgorithm } from "./key-ring.ts";

export interface ApproverRegistration {
  /** While it is changed, each of its values counts. */
  readonly secret: Secret;
  /** The registry's address, without a trailing slash. */
  readonly registryUrl: string;
}

/** If `approver` is null, the approver's client is not registered and no user can sign in at an inbox. */
export const clientsFor = (approver: ApproverRegistration | null): readonly ClientMetadata[] => [
  brokerClient(approver?.registryUrl),
  ...(approver === null ? [] : [approverClient(approver)]),
];

/** Checks the approver's secret as it is at that time. The client itself has the one of the start. */
export function acceptChangingSecret(provider: Provider, { secret }: ApproverRegistration): void {
  provider.Client.prototype.compareClientSecret = (shown) => sameSecret(shown, secret);
}

const brokerClient = (registryUrl: string | undefined): ClientMetadata => ({
  client_id: oauthClients.broker,
  client_name: "Drawbridge on your machine",
  // A native client: its loopback redirect matches on any port (RFC 8252 §7.3).
  application_type: "native",
  token_endpoint_auth_method: "none",
  grant_types: [
    "authorization_code",
    "refresh_token",
    "urn:ietf:params:oauth:grant-type:device_code",
    devProvider.userGrant,
  ],
  response_types: ["code"],
  redirect_uris: [loopbackRedirect.path, editorsWayBack(registryUrl)].map(
    (path) => `http://${loopbackRedirect.host}${path}`,
  ),
  id_token_signed_response_alg: signingAlgorithm,
});

/** The path of the registry's return page, where the registry is on this machine. */
const editorsWayBack = (registryUrl: string | undefined): string =>
  `${registryUrl === undefined ? "" : basePathOf(registryUrl)}${signInReturn.back}`;

const approverClient = ({ secret, registryUrl }: ApproverRegistration): ClientMetadata => ({
  client_id: oauthClients.approver,
  client_name: "Drawbridge approvals",
  // A web client: its redirect must match exactly, including the port.
  application_type: "web",
  client_secret: currentOf(secret),
  token_endpoint_auth_method: "client_secret_basic",
  grant_types: ["authorization_code", "refresh_token"],
  response_types: ["code"],
  redirect_uris: [`${registryUrl}${inboxSignIn.back}`],
  id_token_signed_response_alg: signingAlgorithm,
  // Needed because decisions depend on the time of the person's sign-in.
  require_auth_time: true,
});
