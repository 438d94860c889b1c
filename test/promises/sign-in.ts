/** Promises about signing in from the command line and the editor, and about the stored session. */
export const signInPromises = {
  "sign-in.browser": [
    "A sign-in takes one trip through the browser, with PKCE and a loopback port that closes afterwards.",
    "RFC 8252",
    "RFC 7636",
    "issue 3",
  ],
  "sign-in.stray-callback": [
    "A callback that belongs to no sign-in is refused, and the awaited one is still accepted.",
    "issue 3",
  ],
  "sign-in.device": [
    "Without a browser on the machine, the user signs in with a code on another device.",
    "RFC 8628",
    "issue 3",
  ],
  "sign-in.demo-user": [
    "A demo user is signed in by name at the development provider; no other provider is even asked.",
    "SECURITY",
    "issue 3",
  ],
  "sign-in.one-url": ["The registry's URL is the only configuration.", "issue 3"],
  "sign-in.wrong-issuer": [
    "A sign-in at an issuer that the operator wrote wrong names the setting, and does not call it a refusal or the network's fault.",
    "issue 15",
  ],
  "sign-in.https": ["Tokens go only over https, or to this machine itself.", "issue 3"],
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
  "sign-in.no-browser": ["A browser is opened only if a person asks for a sign-in, and then only one.", "issue 4"],
  "sign-in.network": ["Neither a network failure nor a failing provider ends a session.", "issue 3"],
  "sign-in.durable": ["A session survives a restart of the broker.", "issue 3"],
  "sign-in.sign-out": ["Signing out forgets the session here and ends it at the provider.", "issue 3"],
  "sign-in.moved-edge": ["A registry that moved its edge is followed without a new sign-in.", "issue 3"],
  "sign-in.private-file": [
    "Without a keyring, the session is in a file with mode 0600 that is written completely or not at all.",
    "SECURITY",
    "issue 3",
  ],
  "sign-in.sealed": ["With a keyring, the session's file is worthless without it.", "issue 3"],
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
  "sign-in.provider-words": [
    "If the provider refuses, its own description is shown beside its code: on one line, escaped, and without anything like a token.",
    "RFC 6749",
    "SECURITY",
    "issue 14",
  ],
  "sign-in.resource-refused": [
    "If the provider refuses the parameter `resource`, the message names the setting that leaves it out, and does not advise another sign-in.",
    "RFC 8707",
    "issue 14",
  ],
  "sign-in.device-pkce": ["A sign-in by device code uses PKCE too.", "RFC 7636", "RFC 8628", "issue 15"],
  "sign-in.device-link": ["The link of a sign-in by device code is the last text of its line.", "issue 15"],
  "sign-in.pushed": [
    "If the provider requires pushed authorization requests, the sign-in's request goes to the provider before a browser opens.",
    "RFC 9126",
    "issue 15",
  ],
  "sign-in.port": [
    "The browser comes back to any free port, or to the one in the provider's settings; if that one is in use, the message says by which program and what to do.",
    "RFC 8252",
    "issue 14",
  ],
  "sign-in.quiet": [
    "If the browser has not come back after some seconds, a note says that the provider may show an error page, and names the client and the redirect address.",
    "issue 14",
  ],
  "sign-in.keycloak": [
    "A person signs in at a real Keycloak by the browser and by a device code, with a client id of the company's own.",
    "issue 15",
  ],
  "sign-in.chosen": [
    "Where the company has several identity providers, the person chooses one, and the last choice is remembered.",
    "issue 15",
  ],
  "sign-in.own-provider": [
    "A sign-in is renewed and ended at the provider that it came from, also after the order of the providers in the settings changed.",
    "issue 15",
  ],
  "sign-in.removed-provider": [
    "A sign-in whose provider is removed from the settings ends, and the message names the provider and the next step.",
    "issue 15",
  ],
  "sign-in.unkept": [
    "A sign-in whose token the registry refuses leaves no refresh token at the provider, and waits three seconds for it at most.",
    "RFC 7009",
    "issue 15",
  ],
  "sign-in.secret": ["Tokens do not appear in dumps, JSON, messages or errors.", "SECURITY", "issue 3"],
} as const;
