/** What is promised: identity. */
export const identityPromises = {
  "identity.resource-bound":
    "An access token is a JWT for the one audience of its client; another audience is refused.",
  "identity.groups": "Access tokens and ID tokens name the user and their groups.",
  "identity.pkce": "Without PKCE S256, or with the wrong verifier, no token is given.",
  "identity.rotation": "Each refresh gives a new refresh token; using an old one again ends the whole sign-in.",
  "identity.bound-tokens":
    "Tokens that were asked for with a proof of a key are bound to it, and a refresh token without that key gives nothing.",
  "identity.lifetime": "Access tokens live ten minutes, or as short as the setting says.",
  "identity.key-rotation": "A new key signs what comes after, and the one before stays published.",
  "identity.restart": "With a database, a restart keeps engineers signed in and keys the same.",
  "identity.demonstration": "The provider says in its metadata and on every page that it is for demonstrations only.",
  "identity.loopback": "The provider listens on 127.0.0.1 alone and refuses requests for another host's name.",
  "identity.pages": "The sign-in pages work without scripts and by the keyboard alone, and allow no foreign content.",
  "identity.quiet": "The provider prints nothing but its log, and no token or name is in it.",
} as const;
