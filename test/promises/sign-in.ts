/** Promises about signing in from the command line and the editor, and about the stored session. */
export const signInPromises = {
  "sign-in.browser": [
    "One trip through the browser signs in, by PKCE and a loopback port that closes with the trip.",
    "RFC 8252",
    "RFC 7636",
    "issue 3",
  ],
  "sign-in.stray-callback": [
    "A callback that no sign-in waits for is turned away, and the awaited one still counts.",
    "issue 3",
  ],
  "sign-in.device": ["Without a browser on the machine, a code entered elsewhere signs in.", "RFC 8628", "issue 3"],
  "sign-in.demo-user": [
    "A demo user is signed in by name at the development provider; no other provider is even asked.",
    "SECURITY",
    "issue 3",
  ],
  "sign-in.one-url": ["A registry's URL is all the configuration there is.", "issue 3"],
  "sign-in.https": ["Tokens go over https, or to this machine itself, and nowhere else.", "issue 3"],
  "sign-in.one-refresh": ["Fifty concurrent calls at expiry cause one refresh.", "issue 3"],
  "sign-in.rejected-token": [
    "A token rejected mid-session is renewed once, however many calls saw the rejection.",
    "issue 3",
  ],
  "sign-in.on-disk-first": ["A rotated token is on disk before it is used.", "issue 3"],
  "sign-in.expired": ["A session that has ended answers every call at once and says how to sign in again.", "issue 3"],
  "sign-in.killed-refresh": [
    "A broker killed at any step of a refresh leaves a session that works or a clear way to sign in, never a token sent twice.",
    "RFC 9700",
    "issue 4",
  ],
  "sign-in.no-browser": ["No browser is opened unless a person asks for a sign-in, and then one.", "issue 4"],
  "sign-in.network": ["Neither a network failure nor a provider in trouble ends a session.", "issue 3"],
  "sign-in.durable": ["A session outlives its broker.", "issue 3"],
  "sign-in.sign-out": ["Signing out forgets the session here and ends it at the provider.", "issue 3"],
  "sign-in.moved-edge": ["A registry that moved its edge is followed without a new sign-in.", "issue 3"],
  "sign-in.private-file": [
    "Where no keyring works, the session lies in a 0600 file that is written whole or not at all.",
    "SECURITY",
    "issue 3",
  ],
  "sign-in.sealed": ["Where a keyring works, the session's file is worthless without it.", "issue 3"],
  "sign-in.bound": [
    "Where the provider can, a sign-in's tokens are bound to a key: a copy of them is refused by the edge, the registry and the provider.",
    "RFC 9449",
    "SECURITY",
    "issue 11",
  ],
  "sign-in.unbound": [
    "With a provider that binds no tokens, a sign-in works as before, and doctor says so.",
    "RFC 9449",
    "issue 11",
  ],
  "sign-in.proof-clock": [
    "A machine's clock that is wrong costs one more request, and no sign-in.",
    "RFC 9449",
    "issue 11",
  ],
  "sign-in.secret": ["Tokens do not show in dumps, JSON, messages or errors.", "SECURITY", "issue 3"],
} as const;
