/**
 * The two OAuth clients of Drawbridge and what each may ask tokens for (RFC 8707 resource indicators). They are kept
 * apart so that nothing an agent reaches through the broker can approve.
 */

/**
 * Pre-registered at the identity provider. The broker's is public: PKCE, loopback redirect or the registry's return
 * page, refresh tokens that rotate. The approver's is confidential: the registry alone has its secret, and its only
 * redirect is the registry's inbox (contracts/inbox.ts).
 */
export const oauthClients = { broker: "drawbridge-broker", approver: "drawbridge-approver" } as const;

/** Stable across restarts and ports. */
export const audiences = { edge: "urn:drawbridge:edge", approvals: "urn:drawbridge:approvals" } as const;

/** Where a browser comes back to; any port of 127.0.0.1 (RFC 8252 §7.3). The broker's client alone. */
export const loopbackRedirect = { host: "127.0.0.1", path: "/callback" } as const;

/**
 * What only the development provider has: the flag in its metadata that says so, and the grant that signs a demo user
 * in by name alone (parameters `user`, `resource`). A client must not use the grant where the flag is not `true`.
 */
export const devProvider = { metadataFlag: "drawbridge_dev", userGrant: "urn:drawbridge:dev-user" } as const;
