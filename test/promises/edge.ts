/** Promises about the edge: which requests pass, as which user, and what it never lets through. */
export const edgePromises = {
  "edge.valid-token": ["A request with a valid token reaches its server as that user.", "issue 3"],
  "edge.forged-token": [
    "A token that is expired, for another audience, unsigned or forged in any way is refused with 401.",
    "RFC 8725",
    "SECURITY",
    "issue 3",
  ],
  "edge.bound-token": [
    "A token that is bound to a key is refused without a proof of that key for exactly this request, and an unknown kind of binding is refused too.",
    "RFC 9449",
    "SECURITY",
    "issue 11",
  ],
  "edge.proof-once": ["A proof of a token's key is accepted once.", "RFC 9449", "SECURITY", "issue 11"],
  "edge.proof-demanded": [
    "Where the operator demands proof, tokens that are bound to no key are refused.",
    "RFC 9449",
    "SECURITY",
    "issue 11",
  ],
  "edge.challenge": [
    "A 401 says where to sign in (RFC 9728), and names an error only where a token was sent (RFC 6750).",
    "RFC 9728",
    "RFC 6750",
    "issue 3",
  ],
  "edge.key-rotation": [
    "Tokens of a newly published key are accepted without a restart, those of a withdrawn one no longer.",
    "issue 3",
  ],
  "edge.issuer-down": [
    "While the issuer is down, cached keys continue to work; without cached keys the answer is 503.",
    "issue 3",
  ],
  "edge.unknown-client": [
    "A token of a client application that the registry does not know is refused.",
    "SECURITY",
    "issue 3",
  ],
  "edge.coarse-policy": [
    "Group, surface and environment are judged on every request; a refusal names policy and contact.",
    "issue 3",
  ],
  "edge.unlisted": [
    "A user who may not use an unlisted server gets the same answer as for a server that does not exist.",
    "issue 3",
  ],
  "edge.spoofed-identity": [
    "Identity headers that a client sent are removed in every spelling before its own are set.",
    "SECURITY",
    "issue 3",
  ],
  "edge.no-authorization": ["Authorization and cookies never reach a server.", "MCP authorization", "issue 3"],
  "edge.proof": [
    "Each server gets only the proof that is derived for it, and no client sees it.",
    "SECURITY",
    "issue 3",
  ],
  "edge.header-injection": ["No name from a token becomes a second name or a second header.", "SECURITY", "issue 3"],
  "edge.streams": ["Requests and answers pass chunk by chunk, as they are written.", "issue 3"],
  "edge.drain": [
    "An edge that stops says so before it refuses anything, lets calls end within a stated time, and says of a call that it cuts that it may have run.",
    "issue 16",
  ],
  "edge.disconnects": [
    "When one side ends early, the other is ended at once, and never as if it were complete.",
    "issue 3",
  ],
  "edge.upstream-down": [
    "A server that is down is answered with a 503 that says so, and the edge continues to serve.",
    "issue 3",
  ],
  "edge.upstream-lost": [
    "A request that was forwarded and never answered gets its own error, which says that it may have run.",
    "issue 3",
  ],
  "edge.no-redirects": [
    "Redirects, sign-in challenges, cookies and CORS grants of a server are not passed on.",
    "RFC 9110",
    "SECURITY",
    "issue 3",
  ],
  "edge.huge-body": ["A body over the limit is refused with 413, declared or not, and the edge serves on.", "issue 3"],
  "edge.paths": ["Only the exact path of a server reaches one; odd and malformed request lines reach none.", "issue 3"],
  "edge.methods": ["Only GET, POST and DELETE pass.", "MCP transports", "issue 3"],
  "edge.host": [
    "A request for another host's name is refused, so that no web page reaches the edge by DNS rebinding.",
    "SECURITY",
    "issue 3",
  ],
  "edge.slow-clients": ["A client that never finishes its headers is disconnected.", "SECURITY", "issue 3"],
  "edge.fails-closed": ["Without a configuration from the registry nothing passes.", "SECURITY", "issue 3"],
  "edge.follows-registry": [
    "The edge enforces a changed policy within seconds, and keeps the last one while the registry is down.",
    "issue 3",
  ],
  "edge.policy-last-known": [
    "While the registry is down, the last configuration is valid for a stated time; after that no request passes.",
    "SECURITY",
    "issue 12",
  ],
  "edge.quiet-logs": ["Logs hold neither tokens nor the names of users.", "issue 3"],
} as const;
