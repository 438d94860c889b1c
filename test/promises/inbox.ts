/** Promises about the web inbox, in which people decide requests. */
export const inboxPromises = {
  "inbox.bound": [
    "A request says what its approval is bound to, and what cannot be held still until it runs.",
    "issue 11",
  ],
  "inbox.story": [
    "As README tells it: an agent asks to overwrite a table, the inbox shows it, a yes there runs it.",
    "issue 5",
  ],
  "inbox.decides": ["A person approves, rejects with a reason, and decides batches in the browser.", "issue 5"],
  "inbox.one-request": [
    "One waiting request has Approve and Reject as two buttons in the list; from two on they are one form.",
    "issue 12",
  ],
  "inbox.read-first": [
    "A page that has just come up takes no decision, and deciding one request never brings up another's button in its place.",
    "SECURITY",
    "issue 11",
  ],
  "inbox.outcome": [
    "The inbox names the act and its object, and says what became of the call once it has run.",
    "issue 11",
  ],
  "inbox.no-script": ["The inbox does all of it without scripts.", "issue 5"],
  "inbox.keyboard": ["The inbox is worked by the keyboard alone.", "issue 5"],
  "inbox.live": ["An open page follows what happens elsewhere, and keeps what was typed into it.", "issue 5"],
  "inbox.shown-whole": [
    "Everything of others is shown escaped and whole; invisible and reordering characters are made visible.",
    "SECURITY",
    "issue 5",
  ],
  "inbox.session": [
    "A session at the inbox is short, has a new id at each sign-in, and a cookie that no script reads.",
    "SECURITY",
    "issue 5",
  ],
  "inbox.own-forms": ["Only a form of the session's own page decides.", "SECURITY", "issue 5"],
  "inbox.headers": [
    "No other page frames the inbox, and nothing but its own script runs in it.",
    "SECURITY",
    "issue 5",
  ],
  "inbox.way-back": ["Signing in leads back to the very page, and never to another site.", "SECURITY", "issue 5"],
  "inbox.states": ["Empty, expired, decided, unknown and broken each say what is so and what to do.", "issue 5"],
  "inbox.passkeys": [
    "Where the operator demands it, a second person's and an irreversible decision is made with a passkey.",
    "WebAuthn Level 3",
    "SECURITY",
    "issue 11",
  ],
  "inbox.passkeys-bound": [
    "A passkey's answer is good for exactly one decision, once, from this site, by a verified person.",
    "WebAuthn Level 3",
    "SECURITY",
    "issue 11",
  ],
  "inbox.passkeys-kept": [
    "A first passkey needs a fresh sign-in, every change after it one of the person's passkeys, or an operator.",
    "WebAuthn Level 3",
    "SECURITY",
    "issue 11",
  ],
} as const;
