/**
 * What a company's operator registers at Keycloak: the two clients and their mappers, as its admin REST API takes them.
 * docs/identity-providers.md quotes them, and the suites in test/engines/identity sign in with them.
 */
import { inboxSignIn } from "@drawbridge/contracts/inbox";
import { loopbackRedirect } from "@drawbridge/contracts/oauth";
import { signInReturn } from "@drawbridge/contracts/sign-in-return";
import { backChannelLogoutPath } from "@drawbridge/contracts/sign-outs";
import type { Mapper } from "./keycloak-realm.ts";

export const clientIds = { broker: "acme-mcp", approver: "acme-approvals" } as const;

/** Lets Keycloak report to the registry at once that a session has ended. */
const backChannelLogout = (registryUrl: string) => ({
  "backchannel.logout.url": `${registryUrl}${backChannelLogoutPath}`,
  "backchannel.logout.session.required": "true",
});

/** The public client of the programs on engineers' machines. */
export const brokerClient = (registryUrl: string) => ({
  clientId: clientIds.broker,
  publicClient: true,
  redirectUris: [`http://${loopbackRedirect.host}${loopbackRedirect.path}`, `${registryUrl}${signInReturn.back}`],
  attributes: {
    ...{ "pkce.code.challenge.method": "S256", "oauth2.device.authorization.grant.enabled": "true" },
    ...backChannelLogout(registryUrl),
  },
});

/** The confidential client of the registry's inbox. Keycloak makes its secret. */
export const approverClient = (registryUrl: string) => ({
  clientId: clientIds.approver,
  publicClient: false,
  redirectUris: [`${registryUrl}${inboxSignIn.back}`],
  attributes: { "pkce.code.challenge.method": "S256", ...backChannelLogout(registryUrl) },
});

/** Puts an audience into the access tokens of a client. */
export const audienceMapper = (audience: string) =>
  ({
    name: "audience",
    protocol: "openid-connect",
    protocolMapper: "oidc-audience-mapper",
    config: { "included.custom.audience": audience, "access.token.claim": "true" },
  }) satisfies Mapper;

/** Puts the paths of a person's groups into the access tokens of a client. */
export const groupsMapper = {
  name: "groups",
  protocol: "openid-connect",
  protocolMapper: "oidc-group-membership-mapper",
  config: { "claim.name": "groups", "full.path": "true", "access.token.claim": "true" },
} satisfies Mapper;
