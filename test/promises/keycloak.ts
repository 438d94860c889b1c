/** Promises that a real Keycloak shows. */
export const keycloakPromises = {
  "keycloak.as-it-comes": [
    "A realm with two clients under names of the company's own is connected by settings alone: browser, device code, calls, inbox.",
    "issue 15",
  ],
  "keycloak.mappers": [
    "With mappers for an audience and for groups, the token names the edge, and only groups below the configured path count.",
    "issue 15",
  ],
  "keycloak.renewal": [
    "Calls go on from token to token where the realm revokes each used refresh token.",
    "RFC 9700",
    "issue 15",
  ],
  "keycloak.bound": ["Keycloak's tokens are bound to a key, and a copy of one is refused.", "RFC 9449", "issue 15"],
  "keycloak.keys": ["A new signing key of the realm costs no call and no sign-in.", "issue 15"],
  "keycloak.changes": [
    "A group that is given or taken away at Keycloak counts within the life of an access token.",
    "SECURITY",
    "issue 15",
  ],
  "keycloak.back-channel": [
    "A person's logout at Keycloak, or a sign-out by its operator, ends calls and the inbox within seconds, and the words say so.",
    "SECURITY",
    "OpenID Connect Back-Channel Logout 1.0",
    "issue 15",
  ],
  "keycloak.unkept": [
    "A sign-in whose token the registry refuses leaves no sign-in at Keycloak that outlives the browser's session.",
    "RFC 7009",
    "issue 15",
  ],
  "keycloak.logout": [
    "A logout, a sign-out by the operator and a disabled account stop calls within the life of an access token.",
    "SECURITY",
    "issue 15",
  ],
} as const;
