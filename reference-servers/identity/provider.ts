/** oidc-provider, set up as Drawbridge's development identity provider. */
import { devProvider } from "@drawbridge/contracts/oauth";
import type { Configuration } from "oidc-provider";
import { interactionPolicy, Provider } from "oidc-provider";
import type { Logger } from "pino";
import { type ApproverRegistration, acceptChangingSecret, clientsFor } from "./clients.ts";
import { demoUser } from "./demo-users.ts";
import { registerDevUserGrant } from "./dev-user-grant.ts";
import { answerCodeForm, deviceConfirmation, deviceDone } from "./device-pages.ts";
import { type KeyRing, nonceSecret } from "./key-ring.ts";
import { errorPage, setPage } from "./page.ts";
import { type ProtectedResources, protectedResources } from "./protected-resources.ts";
import { signInPath } from "./sign-in-page.ts";
import type { Store } from "./store.ts";

const minute = 60;
const day = 24 * 60 * minute;

const seconds = {
  /**
   * Long enough to type an editor's code, so that the second client signs in without a page; short enough to become
   * another demo user soon.
   */
  signedInBrowser: 2 * minute,
  /** Before sign-in: as long as typing a device's code may take. */
  newBrowser: 10 * minute,
  interaction: 10 * minute,
  deviceCode: 10 * minute,
  /** Time that an engineer stays signed in without using Drawbridge. */
  refreshToken: 14 * day,
  idToken: 10 * minute,
} as const;

export interface ProviderParts {
  readonly issuer: string;
  readonly accessTokenSeconds: number;
  /** Whether an authorization request must be pushed first (RFC 9126). */
  readonly requirePushedRequests: boolean;
  readonly approver: ApproverRegistration | null;
  readonly store: Store;
  readonly keyRing: KeyRing;
  readonly log: Logger;
}

/** Returns a provider that is ready to answer requests. All its state is in its store. */
export function makeProvider(parts: ProviderParts): Provider {
  const resources = protectedResources(parts.accessTokenSeconds);
  const provider = new Provider(parts.issuer, configuration(parts, resources));
  if (parts.approver !== null) acceptChangingSecret(provider, parts.approver);
  registerDevUserGrant(provider, resources);
  // Only names of errors are logged, because messages may quote a request; koa would print the whole error.
  provider.silent = true;
  // Its listener leaves the scheme of a trusted proxy alone (hosted/http/trusted-proxies.ts).
  provider.proxy = true;
  provider.on("server_error", (_ctx, error) => parts.log.error({ error: error.name }, "a request failed"));
  return provider;
}

function configuration(parts: ProviderParts, resources: ProtectedResources): Configuration {
  return {
    adapter: parts.store.adapter,
    clients: [...clientsFor(parts.approver)],
    clientAuthMethods: ["none", "client_secret_basic"],
    responseTypes: ["code"],
    clientBasedCORS: () => false,
    jwks: { keys: [...parts.keyRing.signing] },
    cookies: { keys: [...parts.keyRing.cookies] },
    discovery: { [devProvider.metadataFlag]: true },

    claims: { openid: ["sub", "name", "groups"] },
    scopes: ["openid", "offline_access"],
    // The groups are in the ID token too, as with most companies' providers.
    conformIdTokenClaims: false,
    findAccount: (_ctx, sub) => {
      const user = demoUser(sub);
      if (user === undefined) return undefined;
      return { accountId: sub, claims: () => ({ sub, name: user.fullName, groups: [...user.groups] }) };
    },
    extraTokenClaims: (_ctx, token) => ({
      groups: "accountId" in token ? [...(demoUser(token.accountId)?.groups ?? [])] : [],
    }),

    ttl: {
      AccessToken: parts.accessTokenSeconds,
      AuthorizationCode: minute,
      DeviceCode: seconds.deviceCode,
      Grant: seconds.refreshToken,
      IdToken: seconds.idToken,
      Interaction: seconds.interaction,
      RefreshToken: seconds.refreshToken,
      Session: (_ctx, session) => (session.accountId === undefined ? seconds.newBrowser : seconds.signedInBrowser),
    },
    // The user is signed in at the client, not in the browser, so closing the browser does not end it.
    expiresWithSession: () => false,
    issueRefreshToken: (_ctx, client) => client.grantTypeAllowed("refresh_token"),
    // Each use returns a new refresh token. The second use of an old one ends the whole sign-in (RFC 9700 §4.14.2).
    rotateRefreshToken: true,

    features: {
      devInteractions: { enabled: false },
      rpInitiatedLogout: { enabled: false },
      userinfo: { enabled: false },
      // A proof without a nonce must be recent by this server's clock; a client whose clock is wrong is asked for a
      // proof with a nonce.
      dPoP: { enabled: true, nonceSecret: nonceSecret(parts.keyRing) },
      pushedAuthorizationRequests: {
        enabled: parts.requirePushedRequests,
        requirePushedAuthorizationRequests: parts.requirePushedRequests,
      },
      revocation: { enabled: true, allowedPolicy: (_ctx, client, token) => token.clientId === client.clientId },
      resourceIndicators: {
        enabled: true,
        defaultResource: (_ctx, client) => resources.ofClient(client.clientId).audience,
        useGrantedResource: () => true,
        getResourceServerInfo: (_ctx, resource, client) => resources.ofClient(client.clientId, resource),
      },
      deviceFlow: {
        enabled: true,
        charset: "base-20",
        mask: "****-****",
        userCodeInputSource: (ctx, form, _out, error) => answerCodeForm(ctx, form, error),
        userCodeConfirmSource: (ctx, form, client, _device, code) =>
          setPage(ctx, deviceConfirmation(form, client, code)),
        successSource: (ctx) => setPage(ctx, deviceDone()),
      },
    },

    interactions: { policy: signInOnly(), url: (_ctx, interaction) => `${signInPath}${interaction.uid}` },
    // There are no consent screens, because the two clients are the company's own and their scopes are fixed.
    loadExistingGrant: async (ctx) => {
      const { account, client, params, provider } = ctx.oidc;
      if (account === undefined || client === undefined) return undefined;
      const grant = new provider.Grant({ accountId: account.accountId, clientId: client.clientId });
      if (typeof params?.scope === "string") grant.addOIDCScope(params.scope);
      await grant.save();
      return grant;
    },
    renderError: (ctx, out) => setPage(ctx, errorPage(out.error, out.error_description)),
  };
}

function signInOnly(): interactionPolicy.DefaultPolicy {
  const policy = interactionPolicy.base();
  policy.remove("consent");
  return policy;
}
