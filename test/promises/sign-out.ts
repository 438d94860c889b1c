/** Promises about sign-outs that the company's identity provider reports (OpenID Connect Back-Channel Logout 1.0). */
export const signOutPromises = {
  "signout.receiver": [
    "The registry takes the identity provider's logout tokens, for its session or its person, and answers as the standard says.",
    "OpenID Connect Back-Channel Logout 1.0",
    "issue 15",
  ],
  "signout.forged": [
    "A logout token that is forged, repeated, expired, or not for a client of the company's ends nothing and gets 400 in words.",
    "SECURITY",
    "OpenID Connect Back-Channel Logout 1.0",
    "issue 15",
  ],
  "signout.refused": [
    "Within seconds of a sign-out at the provider, the edge, the registry and the servers refuse the tokens that it ends, and say why.",
    "SECURITY",
    "issue 15",
  ],
  "signout.under-way": [
    "A sign-out at the provider ends the streams and the exchanges under way of its sign-in, and of no other.",
    "issue 15",
  ],
  "signout.several": [
    "A sign-out that one registry received counts at every registry of the database and after a restart, until no token that it ends can live.",
    "issue 15",
  ],
  "signout.inbox": [
    "A sign-out at the provider ends the person's session at the inbox and their paired editors, also where the provider goes on renewing tokens.",
    "SECURITY",
    "issue 15",
  ],
  "signout.words": [
    "The agent and the engineer read that the person was signed out at the company's provider, and to sign in again.",
    "issue 15",
  ],
  "signout.token-age": [
    "No token counts for longer than a day after it was issued, so that a sign-out can be forgotten after a day.",
    "issue 15",
  ],
} as const;
