/** What is promised: inbox. */
export const inboxPromises = {
  "inbox.bound": "A request says what its approval is bound to, and what cannot be held still until it runs.",
  "inbox.story": "As README tells it: an agent asks to overwrite a table, the inbox shows it, a yes there runs it.",
  "inbox.decides": "A person approves, rejects with a reason, and decides batches in the browser.",
  "inbox.one-request":
    "One waiting request has Approve and Reject as two buttons in the list; from two on they are one form.",
  "inbox.read-first":
    "A page that has just come up takes no decision, and deciding one request never brings up another's button in its place.",
  "inbox.outcome": "The inbox names the act and its object, and says what became of the call once it has run.",
  "inbox.no-script": "The inbox does all of it without scripts.",
  "inbox.keyboard": "The inbox is worked by the keyboard alone.",
  "inbox.live": "An open page follows what happens elsewhere, and keeps what was typed into it.",
  "inbox.shown-whole":
    "Everything of others is shown escaped and whole; invisible and reordering characters are made visible.",
  "inbox.session": "A session at the inbox is short, has a new id at each sign-in, and a cookie that no script reads.",
  "inbox.own-forms": "Only a form of the session's own page decides.",
  "inbox.headers": "Nobody frames the inbox, and nothing but its own script runs in it.",
  "inbox.way-back": "Signing in leads back to the very page, and never to another site.",
  "inbox.states": "Empty, expired, decided, unknown and broken each say what is so and what to do.",
  "inbox.passkeys":
    "Where the operator demands it, a second person's and an irreversible decision is made with a passkey.",
  "inbox.passkeys-bound":
    "A passkey's answer is good for exactly one decision, once, from this site, by a verified person.",
  "inbox.passkeys-kept":
    "A first passkey needs a fresh sign-in, every change after it one of the person's passkeys, or an operator.",
} as const;
