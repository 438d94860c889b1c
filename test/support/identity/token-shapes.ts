/**
 * What the tokens of known identity providers hold, and the settings by which Drawbridge reads them. Names, hosts and ids
 * are invented; the members are those of each provider's documentation. docs/identity-providers.md shows the settings.
 */
import type { ProviderDescription } from "@drawbridge/contracts/identity-provider/provider";
import type { Claims } from "./issuer.ts";

export interface TokenShape {
  readonly settings: ProviderDescription;
  /** `typ` of the token's header. */
  readonly type: string;
  /** What a token of the broker's client holds, without its times. */
  readonly claims: Claims;
  /** What differs in a token of the approver's client. */
  readonly ofApprover: Claims;
  /** Who reaches a server by the token. */
  readonly reaches: { readonly user: string; readonly groups: readonly string[] };
}

const entra = {
  tenant: "2c9a71d4-5b1e-4c53-9a0e-7f0f4c7f6a11",
  broker: "7b1c0f52-3a55-4a0e-9c1b-2f6a4a0f9d01",
  edge: "e1d0a6a4-8c55-4f0a-b7b9-0d4d3a6e1c02",
  approver: "c4f7be11-0a4d-4b7e-8d7c-5f2b9f3e7a03",
  approvals: "9f6f1b7c-6c0e-4c1f-8e5a-3b1d2c4a5e04",
  group: "5d3f1a90-2b77-4e11-8a52-1c7de5f0aa05",
};
const entraIssuer = `https://login.microsoftonline.com/${entra.tenant}/v2.0`;
const entraPerson = {
  ...{ oid: "b7d2c6e0-91f4-4d3a-8b12-6a5e4f3d2c10", sub: "kV3x-pairwise-of-this-client", name: "Ada Example" },
  ...{ tid: entra.tenant, groups: [entra.group, "0a0a0a0a-0000-4000-8000-000000000000"], uti: "x1", scp: "call" },
};
const entraReaches = { user: entraPerson.oid, groups: ["ads-eng"] };

export const tokenShapes: Readonly<Record<string, TokenShape>> = {
  "Entra ID, access tokens of version 2": {
    settings: {
      issuer: entraIssuer,
      broker: {
        clientIds: [entra.broker],
        audiences: [entra.edge],
        scopes: ["openid", "offline_access", `api://${entra.edge}/call`],
        resource: null,
      },
      approver: {
        clientIds: [entra.approver],
        audiences: [entra.approvals],
        scopes: ["openid", "offline_access", `api://${entra.approvals}/decide`],
        resource: null,
      },
      claims: { client: ["azp"], user: "oid" },
      groupNames: { map: { [entra.group]: "ads-eng" } },
    },
    type: "JWT",
    claims: { ...entraPerson, iss: entraIssuer, aud: entra.edge, azp: entra.broker, azpacr: "0", ver: "2.0" },
    ofApprover: { aud: entra.approvals, azp: entra.approver, azpacr: "1", sub: "another-pairwise-sub", scp: "decide" },
    reaches: entraReaches,
  },
  "Entra ID, access tokens of version 1": {
    settings: {
      issuer: entraIssuer,
      tokenIssuers: [`https://sts.windows.net/${entra.tenant}/`],
      broker: {
        clientIds: [entra.broker],
        audiences: [`api://${entra.edge}`],
        scopes: ["openid", "offline_access", `api://${entra.edge}/call`],
        resource: null,
      },
      approver: {
        clientIds: [entra.approver],
        audiences: [`api://${entra.approvals}`],
        scopes: ["openid", "offline_access", `api://${entra.approvals}/decide`],
        resource: null,
      },
      claims: { client: ["appid"], user: "oid" },
      groupNames: { map: { [entra.group]: "ads-eng" } },
    },
    type: "JWT",
    claims: {
      ...entraPerson,
      ...{ iss: `https://sts.windows.net/${entra.tenant}/`, aud: `api://${entra.edge}`, appid: entra.broker },
      ...{ appidacr: "0", upn: "Ada@acme.example", unique_name: "Ada@acme.example", ver: "1.0" },
    },
    ofApprover: { aud: `api://${entra.approvals}`, appid: entra.approver, sub: "another-pairwise-sub" },
    reaches: entraReaches,
  },
  "Okta, two custom authorization servers": {
    settings: {
      issuer: "https://acme.okta.example/oauth2/aus1edge",
      broker: { clientIds: ["0oa1broker"], audiences: ["api://drawbridge-edge"], resource: null },
      approver: {
        issuer: "https://acme.okta.example/oauth2/aus2approvals",
        clientIds: ["0oa2approver"],
        audiences: ["api://drawbridge-approvals"],
        resource: null,
      },
      claims: { client: ["cid"], user: "uid" },
    },
    type: "JWT",
    claims: {
      ...{ iss: "https://acme.okta.example/oauth2/aus1edge", aud: "api://drawbridge-edge", cid: "0oa1broker" },
      ...{ uid: "00u1ada", sub: "ada@acme.example", scp: ["openid", "offline_access"], groups: ["ads-eng"], ver: 1 },
    },
    ofApprover: {
      iss: "https://acme.okta.example/oauth2/aus2approvals",
      aud: "api://drawbridge-approvals",
      cid: "0oa2approver",
    },
    reaches: { user: "00u1ada", groups: ["ads-eng"] },
  },
  "Okta, the organization's authorization server": {
    settings: {
      issuer: "https://acme.okta.example",
      broker: {
        clientIds: ["0oa1broker"],
        audiences: ["0oa1broker"],
        scopes: ["openid", "offline_access", "profile", "groups"],
        resource: null,
      },
      approver: {
        clientIds: ["0oa2approver"],
        audiences: ["0oa2approver"],
        scopes: ["openid", "offline_access", "profile", "groups"],
        resource: null,
      },
      token: "id_token",
      claims: { client: ["aud"] },
    },
    type: "JWT",
    claims: {
      ...{ iss: "https://acme.okta.example", aud: "0oa1broker", sub: "00u1ada", name: "Ada Example", ver: 1 },
      ...{ amr: ["pwd", "mfa"], idp: "00o1idp", at_hash: "x", groups: ["ads-eng", "Everyone"] },
    },
    ofApprover: { aud: "0oa2approver" },
    reaches: { user: "00u1ada", groups: ["ads-eng", "Everyone"] },
  },
  Auth0: {
    settings: {
      issuer: "https://acme.eu.auth0.example/",
      broker: {
        clientIds: ["pT7broker"],
        audiences: ["https://drawbridge.acme.example/edge"],
        resource: null,
        audience: "https://drawbridge.acme.example/edge",
      },
      approver: {
        clientIds: ["kQ2approver"],
        audiences: ["https://drawbridge.acme.example/approvals"],
        resource: null,
        audience: "https://drawbridge.acme.example/approvals",
      },
      claims: { client: ["azp"], groups: "https://acme.example/groups", displayName: "https://acme.example/name" },
    },
    type: "JWT",
    claims: {
      iss: "https://acme.eu.auth0.example/",
      sub: "auth0|64f1c2ada",
      aud: ["https://drawbridge.acme.example/edge", "https://acme.eu.auth0.example/userinfo"],
      ...{ azp: "pT7broker", scope: "openid offline_access" },
      "https://acme.example/groups": ["ads-eng"],
      "https://acme.example/name": "Ada Example",
    },
    ofApprover: {
      aud: ["https://drawbridge.acme.example/approvals", "https://acme.eu.auth0.example/userinfo"],
      azp: "kQ2approver",
    },
    reaches: { user: "auth0|64f1c2ada", groups: ["ads-eng"] },
  },
  Google: {
    settings: {
      issuer: "https://accounts.google.example",
      broker: {
        clientIds: ["1029-broker.apps.googleusercontent.example"],
        audiences: ["1029-broker.apps.googleusercontent.example"],
        scopes: ["openid", "email", "profile"],
        resource: null,
        parameters: { access_type: "offline", prompt: "consent" },
        publicSecret: "the secret of the desktop application",
      },
      approver: {
        clientIds: ["1029-approver.apps.googleusercontent.example"],
        audiences: ["1029-approver.apps.googleusercontent.example"],
        scopes: ["openid", "email", "profile"],
        resource: null,
        parameters: { access_type: "offline", prompt: "consent" },
      },
      token: "id_token",
      claims: { client: ["azp"], groups: "hd" },
      groupNames: { map: { "acme.example": "ads-eng" } },
    },
    type: "JWT",
    claims: {
      iss: "https://accounts.google.example",
      azp: "1029-broker.apps.googleusercontent.example",
      aud: "1029-broker.apps.googleusercontent.example",
      ...{ sub: "110248495921238986420", hd: "acme.example", email: "ada@acme.example", email_verified: true },
      ...{ at_hash: "x", name: "Ada Example" },
    },
    ofApprover: {
      azp: "1029-approver.apps.googleusercontent.example",
      aud: "1029-approver.apps.googleusercontent.example",
    },
    reaches: { user: "110248495921238986420", groups: ["ads-eng"] },
  },
  PingOne: {
    settings: {
      issuer: "https://auth.pingone.example/6f2e/as",
      broker: {
        clientIds: ["b1b1-broker"],
        audiences: ["https://drawbridge.acme.example/ping/edge"],
        scopes: ["openid", "offline_access", "drawbridge:call"],
        resource: null,
      },
      approver: {
        clientIds: ["b2b2-approver"],
        audiences: ["https://drawbridge.acme.example/ping/approvals"],
        scopes: ["openid", "offline_access", "drawbridge:decide"],
        resource: null,
      },
      claims: { groups: "memberOf" },
    },
    type: "JWT",
    claims: {
      iss: "https://auth.pingone.example/6f2e/as",
      ...{ client_id: "b1b1-broker", sub: "4fd1-ada", aud: ["https://drawbridge.acme.example/ping/edge"] },
      ...{ scope: "openid drawbridge:call", sid: "s1", env: "6f2e", org: "a0a0", memberOf: ["ads-eng"] },
    },
    ofApprover: { client_id: "b2b2-approver", aud: ["https://drawbridge.acme.example/ping/approvals"] },
    reaches: { user: "4fd1-ada", groups: ["ads-eng"] },
  },
  "Keycloak as it comes": {
    settings: {
      issuer: "https://id.acme.example/realms/acme",
      broker: { clientIds: ["acme-mcp"], audiences: ["acme-mcp"], resource: null },
      approver: { clientIds: ["acme-approvals"], audiences: ["acme-approvals"], resource: null },
      claims: { audience: "azp", client: ["azp"], user: "sub", groups: "realm_access.roles" },
    },
    type: "JWT",
    claims: {
      iss: "https://id.acme.example/realms/acme",
      ...{ aud: "account", sub: "05ca878d-5ab1-4b0e-a3f4-9d5f6f2c1e22", typ: "Bearer", azp: "acme-mcp", sid: "s1" },
      ...{ acr: "1", scope: "openid profile email offline_access", name: "Ada Example", preferred_username: "ada" },
      realm_access: { roles: ["ads-eng", "offline_access"] },
      resource_access: { account: { roles: ["infra", "manage-account"] } },
    },
    ofApprover: { azp: "acme-approvals" },
    reaches: { user: "05ca878d-5ab1-4b0e-a3f4-9d5f6f2c1e22", groups: ["ads-eng", "offline_access"] },
  },
  "Keycloak with an audience and groups": {
    settings: {
      issuer: "https://id.acme.example/realms/acme",
      broker: { clientIds: ["acme-mcp"], audiences: ["acme-drawbridge-edge"], resource: null },
      approver: { clientIds: ["acme-approvals"], audiences: ["acme-drawbridge-approvals"], resource: null },
      claims: { client: ["azp"], user: "sub" },
      groupNames: { below: "/drawbridge" },
    },
    type: "JWT",
    claims: {
      iss: "https://id.acme.example/realms/acme",
      ...{ aud: ["acme-drawbridge-edge", "account"], sub: "05ca878d-5ab1-4b0e-a3f4-9d5f6f2c1e22", typ: "Bearer" },
      ...{ azp: "acme-mcp", groups: ["/drawbridge/ads-eng", "/contractors/infra", "/drawbridge"] },
    },
    ofApprover: { aud: ["acme-drawbridge-approvals", "account"], azp: "acme-approvals" },
    reaches: { user: "05ca878d-5ab1-4b0e-a3f4-9d5f6f2c1e22", groups: ["ads-eng"] },
  },
};
