/** Promises about the web inbox, in which people decide requests. */
export const inboxPromises = {
  "inbox.providers": [
    "Where the company has several identity providers, the inbox shows a button for each, and the sign-in stays at the chosen one.",
    "issue 15",
  ],
  "inbox.bound": [
    "A request shows what its approval is bound to, and what could still change before it runs.",
    "issue 11",
  ],
  "inbox.before": [
    "A request shows how a definition changes, line by line, and to its own user a few rows of the table as they are now.",
    "issue 13",
  ],
  "inbox.story": [
    "As README describes it: an agent asks to overwrite a table, the inbox shows the request, an approval there runs it.",
    "issue 5",
  ],
  "inbox.decides": ["A person approves, rejects with a reason, and decides batches in the browser.", "issue 5"],
  "inbox.one-request": [
    "One waiting request has Approve and Reject as two buttons in the list; from two on they are one form.",
    "issue 12",
  ],
  "inbox.read-first": [
    "A page that has just appeared accepts no decision, and after one decision no other request's button appears in the same place.",
    "SECURITY",
    "issue 11",
  ],
  "inbox.outcome": [
    "The inbox names the act and its object, and says what became of the call once it has run.",
    "issue 11",
  ],
  "inbox.no-script": ["The inbox works completely without scripts.", "issue 5"],
  "inbox.keyboard": ["The inbox can be used with the keyboard alone.", "issue 5"],
  "inbox.live": ["An open page follows what happens elsewhere, and keeps what was typed into it.", "issue 5"],
  "inbox.shown-whole": [
    "Everything of others is shown escaped and whole; invisible and reordering characters are made visible.",
    "SECURITY",
    "issue 5",
  ],
  "inbox.path-cookie": [
    "Below a path of its address, the registry's cookies go to this path alone, so that no server of another application on the host gets them.",
    "SECURITY",
    "issue 16",
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
  "inbox.way-back": ["A sign-in leads back to the same page, and never to another site.", "SECURITY", "issue 5"],
  "inbox.states": [
    "The pages for empty, expired, decided, unknown and failed requests each say what happened and what to do.",
    "issue 5",
  ],
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
