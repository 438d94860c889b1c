/** Promises about the development identity provider: clients, tokens, keys and pages. */
export const identityPromises = {
  "identity.resource-bound": [
    "An access token is a JWT for the one audience of its client; another audience is refused.",
    "RFC 9068",
    "issue 3",
  ],
  "identity.leaving": ["A provider that stops says so at /readyz, while it still serves.", "issue 16"],
  "identity.groups": ["Access tokens and ID tokens name the user and their groups.", "issue 3"],
  "identity.pkce": ["Without PKCE S256, or with the wrong verifier, no token is given.", "RFC 7636", "issue 3"],
  "identity.rotation": [
    "Each refresh gives a new refresh token; using an old one again ends the whole sign-in.",
    "RFC 9700",
    "SECURITY",
    "issue 3",
  ],
  "identity.bound-tokens": [
    "Tokens that were asked for with a proof of a key are bound to it, and a refresh token without that key gives nothing.",
    "RFC 9449",
    "SECURITY",
    "issue 11",
  ],
  "identity.lifetime": ["Access tokens live for ten minutes, or for the shorter time in the setting.", "issue 3"],
  "identity.key-rotation": ["A new key signs all later tokens, and the earlier key stays published.", "issue 3"],
  "identity.restart": ["With a database, a restart keeps engineers signed in and keys the same.", "issue 3"],
  "identity.demonstration": [
    "The provider says in its metadata and on every page that it is for demonstrations only.",
    "issue 3",
  ],
  "identity.loopback": [
    "The provider listens only on 127.0.0.1, and refuses requests for another host's name.",
    "SECURITY",
    "issue 3",
  ],
  "identity.pages": [
    "The sign-in pages work without scripts and by the keyboard alone, and allow no foreign content.",
    "issue 3",
  ],
  "identity.quiet": ["The provider prints only its log, which has no tokens and no names of users.", "issue 3"],
} as const;
