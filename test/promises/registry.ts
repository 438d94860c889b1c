/** Promises about the registry: its addresses, the catalogue of servers, and access to them. */
export const registryPromises = {
  "registry.well-known": [
    "`/.well-known/drawbridge` tells every client the addresses of all parts, so that a user configures one URL.",
    "issue 3",
  ],
  "registry.drain": ["A registry that stops says so before it refuses anything.", "issue 16"],
  "registry.me-servers": [
    "A signed-in user sees every server, whether they may use it and why, and the decision for each tool.",
    "issue 3",
  ],
  "registry.unlisted": [
    "A user who may not use an unlisted server gets the same answer as for a server that does not exist.",
    "issue 3",
  ],
  "registry.access": [
    "The registry answers who may use a server or tool from which surface, and by which policy.",
    "issue 3",
  ],
  "registry.tokens": [
    "No data of a user is returned without a valid token, and a refusal says how to get one.",
    "RFC 6750",
    "SECURITY",
    "issue 3",
  ],
  "registry.bound-token": [
    "A token that is bound to a key is refused without a proof of that key for exactly this request, at every route of a user.",
    "RFC 9449",
    "SECURITY",
    "issue 11",
  ],
  "registry.internal-credentials": ["The internal routes answer only the part whose credential is shown.", "issue 3"],
  "registry.announce-only-itself": [
    "A server announces itself only, and a malformed announcement changes nothing.",
    "SECURITY",
    "issue 3",
  ],
  "registry.policy-owned": [
    "The registry takes the coarse access policy from the manifest once; later only the operator changes it.",
    "issue 3",
  ],
  "registry.durable": ["Announcements of servers and decisions of operators survive a restart.", "issue 3"],
  "registry.unchanged": ["The edge and the servers ask again for 304: policy is sent only when it changed.", "issue 3"],
  "registry.status": [
    "The registry asks each server for its status, and the shown status follows it down and up.",
    "issue 3",
  ],
  "registry.health": [
    "`/readyz` says what is up, and answers 503 while the database is away, which ends when it is back.",
    "issue 3",
  ],
  "registry.unreadable-row": [
    "A stored server or a list's row that cannot be read is left out alone, and logged with its server's name.",
    "issue 13",
  ],
  "registry.catalogue": [
    "Listed servers are served anonymously in the shape of the official MCP registry, unlisted ones never.",
    "MCP registry",
    "issue 3",
  ],
  "registry.deprecated": [
    "A server that will end says so in its definition; the registry, the command line and the editor pass it on.",
    "issue 13",
  ],
  "registry.page": [
    "The front page shows the listed servers, works without scripts and escapes what servers say.",
    "issue 3",
  ],
} as const;
