/**
 * The two OAuth clients of Drawbridge, and the tokens that each may ask for (RFC 8707 resource indicators). They are
 * separate, so that nothing that an agent reaches through the broker can approve.
 */

/**
 * Both are pre-registered at the identity provider. The broker's client is public: PKCE, a loopback redirect or the
 * registry's return page, refresh tokens that rotate. The approver's client is confidential: only the registry has its
 * secret, and its only redirect is the registry's inbox (contracts/inbox.ts).
 */
export const oauthClients = { broker: "drawbridge-broker", approver: "drawbridge-approver" } as const;

/** They stay the same across restarts and ports. */
export const audiences = { edge: "urn:drawbridge:edge", approvals: "urn:drawbridge:approvals" } as const;

/** Where a browser comes back to; any port of 127.0.0.1 (RFC 8252 §7.3). Only the broker's client uses it. */
export const loopbackRedirect = { host: "127.0.0.1", path: "/callback" } as const;

/**
 * What only the development provider has: the flag in its metadata, and the grant that signs a demo user in by name alone
 * (parameters `user`, `resource`). A client must not use the grant where the flag is not `true`.
 */
export const devProvider = { metadataFlag: "drawbridge_dev", userGrant: "urn:drawbridge:dev-user" } as const;
