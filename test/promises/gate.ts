/** Promises about the approval gate, which every server has in front of calls that need an approval. */
export const gatePromises = {
  "gate.any-name": [
    "An approved call runs also where its server reaches the registry by another address than people do, because a grant's issuer is no address.",
    "issue 16",
  ],
  "gate.old-registry": [
    "A server takes grants of a registry of the version before that it reaches by the registry's public address.",
    "issue 16",
  ],
  "gate.old-server": [
    "A server of the version before, which says no issuer, gets grants that name the registry's public address.",
    "issue 16",
  ],
  "gate.pending": [
    "A call that needs an approval runs nothing, says where to decide and until when, and runs once it is approved.",
    "SECURITY",
    "issue 5",
  ],
  "gate.shown": [
    "A person sees all that would run: the plan's own text, or the arguments where it has none.",
    "SECURITY",
    "issue 5",
  ],
  "gate.sample": [
    "Rows for the call's user are read only before a person is asked, are no part of the plan, and a request is made without them where they cannot be read.",
    "SECURITY",
    "issue 13",
  ],
  "gate.elicitation": [
    "A client that can be asked is sent to the link by URL elicitation, with a sealed state.",
    "MCP elicitation",
    "issue 5",
  ],
  "gate.no-decision": [
    "No answer to an elicitation decides anything: accept waits a little, decline and cancel do not.",
    "MCP elicitation",
    "SECURITY",
    "issue 5",
  ],
  "gate.rejected": [
    "A rejection is answered with its reason, quoted as a person's words, and nothing runs.",
    "issue 5",
  ],
  "gate.expired": [
    "A request that is not decided, or not used, in time is refused, and the next call asks again.",
    "SECURITY",
    "issue 5",
  ],
  "gate.once": ["One approval runs one call, however many identical ones wait for it.", "SECURITY", "issue 5"],
  "gate.bound-arguments": [
    "An approval is bound to the arguments: the order of keys does not matter, and every other difference does.",
    "SECURITY",
    "issue 5",
  ],
  "gate.bound-caller": ["An approval is valid only for its user, server and tool.", "SECURITY", "issue 5"],
  "gate.grant-verified": [
    "A grant is valid only with the registry's EdDSA signature, before it expires, and for exactly this call.",
    "RFC 8037",
    "SECURITY",
    "issue 5",
  ],
  "gate.state-sealed": [
    "State that was tampered with, swapped, outlived or another user's is refused, and nothing runs.",
    "SECURITY",
    "issue 5",
  ],
  "gate.second-person": [
    "If another person must decide, the caller's own approval is not enough.",
    "SECURITY",
    "issue 5",
  ],
  "gate.lost-access": ["A call approved after its user lost the right to make it is refused.", "SECURITY", "issue 5"],
  "gate.plan-changed": [
    "Only what was approved runs: if the plan differs or costs twice as much, the call is refused and asked again.",
    "SECURITY",
    "issue 5",
  ],
  "gate.closed": [
    "If the registry is down in any phase, no call runs without a spent grant, and the caller learns why.",
    "SECURITY",
    "issue 5",
  ],
  "gate.asked-again": [
    "A question to the registry whose answer is lost is asked again for a moment, so that one registry of two may end under it.",
    "issue 16",
  ],
  "gate.outcome": ["How an approved call ended reaches the registry, also after the registry was away.", "issue 5"],
  "gate.run-report": [
    "The person who approved a call learns what became of it: its rows and time, or why it failed, and never data.",
    "SECURITY",
    "issue 11",
  ],
  "gate.outcome-unknown": [
    "If a server dies between spending a grant and reporting the outcome, the outcome is unknown and a repeat is refused.",
    "SECURITY",
    "issue 5",
  ],
  "gate.settled": [
    "If the engine knows how a call of an earlier process ended, the registry learns it without a person.",
    "issue 5",
  ],
  "gate.begins-in-time": [
    "An approved call is planned before the same user's other calls; one that cannot begin in time stays approved, and nothing runs.",
    "issue 16",
  ],
  "gate.none-here": ["Without a registry, a call that needs an approval is refused.", "issue 5"],
  "gate.quoted": [
    "Names and reasons that others wrote are on one line, escaped, and cannot end their quotation marks.",
    "SECURITY",
    "issue 5",
  ],
  "gate.elicit": [
    "A tool can ask its own questions if the era and the client allow it, and learns if they do not.",
    "MCP elicitation",
    "issue 5",
  ],
} as const;
