/** Promises about the bridge that an agent starts and the broker that serves all bridges of a user. */
export const bridgePromises = {
  "bridge.away-at-once": [
    "While the registry is known to be away, a call is refused within a second, with the reason.",
    "issue 13",
  ],
  "bridge.crossings": [
    "An agent of either era works with a server of either era: tools, calls, progress, errors.",
    "MCP 2025-11-25",
    "MCP 2026-07-28",
    "issue 3",
  ],
  "bridge.cancel": [
    "A cancelled call is cancelled at the server, for every pair of eras.",
    "MCP cancellation",
    "issue 3",
  ],
  "bridge.elicitation": [
    "A server's question reaches an agent that can be asked, for every pair of eras.",
    "MCP elicitation",
    "issue 3",
  ],
  "bridge.list-changed": [
    "A server's announcement that its tools changed reaches the agent, for every pair of eras.",
    "MCP tools",
    "issue 3",
  ],
  "bridge.at-once": [
    "The handshake and the tool list are answered within a second, in every state of sign-in, network and server.",
    "issue 3",
  ],
  "bridge.reason": [
    "Not signed in, unknown and not allowed are answered as the error of a call, in the catalogue's words.",
    "issue 3",
  ],
  "bridge.last-known": [
    "A server that is down keeps its tools in the agent's list; what was learnt outlives the broker.",
    "issue 3",
  ],
  "bridge.whole-token-path": [
    "The user's token goes to the edge and the registry alone, and no redirect is followed.",
    "SECURITY",
    "issue 3",
  ],
  "bridge.renewed-once": ["A 401 in the middle is cured by one new token; the agent notices nothing.", "issue 3"],
  "bridge.session-ended": ["A session that ended answers every call with how to sign in again.", "issue 3"],
  "bridge.other-user": ["After another user signed in, nothing of the one before is shown or used.", "issue 3"],
  "bridge.no-dependency": ["The bridge loads Node's own modules alone, 20 KB of ours at most.", "issue 3"],
  "bridge.bad-line": ["A malformed, overlong or undecodable line costs an error for that line only.", "issue 3"],
  "bridge.backpressure": ["A bridge holds neither what the broker nor what the agent does not take.", "issue 3"],
  "bridge.long-answers": [
    "Answers of many MiB come whole, take the memory of a few of them at most, and leave none in the broker.",
    "issue 4",
  ],
  "bridge.ends-at-once": [
    "End of input, SIGINT and SIGTERM each end a bridge within 20 ms, with no process left.",
    "issue 3",
  ],
  "bridge.gone": ["When an agent is gone, its calls are cancelled at the server and its session is closed.", "issue 3"],
  "bridge.broker-death": [
    "When the broker dies, every waiting call is answered within a second, saying whether it may have run.",
    "issue 3",
  ],
  "bridge.rejoins": ["A bridge rejoins a new broker unseen: the agent goes on with the same handshake.", "issue 3"],
  "bridge.no-broker": ["A bridge that cannot have a broker still answers, with the reason.", "issue 3"],
  "bridge.upstream-trouble": [
    "A server's failure is reported by what it means: down, garbage, redirect, busy, lost.",
    "issue 3",
  ],
  "bridge.deadline": [
    "A call whose server is silent for too long ends with an error; progress puts the deadline off.",
    "issue 4",
  ],
  "bridge.never-twice": ["A call that may have run is never sent again, unless its tool only reads.", "issue 3"],
  "broker.one": ["Of any number of brokers that start at once, one lives; a stale socket is taken over.", "issue 3"],
  "broker.upgrade": [
    "A later version's broker takes the place of an older one, and no call is lost: each finishes where it began.",
    "issue 4",
  ],
  "broker.calls": [
    "The control channel tells each ended call of a tool with agent, tool, time and outcome, of before and as it ends, and no argument.",
    "issue 4",
  ],
  "broker.calls-own": [
    "The calls that the control channel tells are the signed-in user's at this registry.",
    "issue 13",
  ],
  "broker.usage": [
    "The control channel tells the person's own use and a server's, as the registry counts them.",
    "issue 4",
  ],
  "broker.outcome": ["The log tells a tool that said it failed from one that answered.", "issue 4"],
  "broker.logs": [
    "`drawbridge logs` shows each call in a line, as it ends, and never arguments, results or tokens.",
    "SECURITY",
    "issue 4",
  ],
  "broker.direct": ["`bridge --url` works only where the registry's policy allows endpoints outside it.", "issue 4"],
  "network.proxy": [
    "Every connection out goes through the company's proxy, but for what NO_PROXY excepts and this machine.",
    "issue 4",
  ],
  "network.authorities": [
    "Connections trust the system's authorities and the company's own; a failure says what to set.",
    "issue 4",
  ],
  "network.remembered": [
    "What a sign-in worked with is used by every broker, regardless of which program starts it and with which environment.",
    "issue 4",
  ],
  "network.no-leak": ["A proxy's password is shown nowhere.", "issue 4"],
  "broker.full-disk": [
    "Where nothing can be written, the broker serves on or says where to make room, and spends no token.",
    "issue 4",
  ],
  "broker.clock": ["A clock that is wrong, or jumps, costs a refresh at most.", "issue 4"],
  "broker.key": ["Without the per-user key neither a bridge nor a control client gets in.", "SECURITY", "issue 3"],
  "broker.symbolic-link": [
    "A home that is a symbolic link is refused at once, and the message says so and what to do.",
    "SECURITY",
    "issue 11",
  ],
  "broker.private": ["The broker's folder, key and socket are the user's alone.", "SECURITY", "issue 3"],
  "broker.idle": ["A broker without clients ends.", "issue 3"],
  "broker.steady": [
    "The broker's memory and handles stay as they are, however many clients come and go and however long it runs.",
    "issue 4",
  ],
  "broker.control-table": [
    "Each method of the control channel is one row, and a row without a handler does not compile.",
    "issue 12",
  ],
  "broker.control-wire": [
    "The control channel's requests and answers keep their bytes from one version to the next.",
    "issue 12",
  ],
  "broker.control": [
    "The control channel tells status and catalogue, signs in and out, and ends the broker.",
    "issue 3",
  ],
  "broker.quiet-log": [
    "The log has a line for each call, bounded in size, and never arguments, results or tokens.",
    "issue 3",
  ],
  "bridge.golden": [
    "Every feature crosses between hosts and servers of both eras exactly as the transcripts beside the tests say.",
    "issue 4",
  ],
  "bridge.tool-cache": [
    "A server's tools are asked for once while its list holds, then behind; the agent hears where they changed.",
    "issue 4",
  ],
  "bridge.missed-changes": [
    "After a broken stream of changes, everything that it covered counts as changed.",
    "issue 4",
  ],
  "bridge.era-change": ["A server that comes back in the other era is followed without the agent noticing.", "issue 4"],
  "bridge.known-again": [
    "What a server says of itself is looked at again, behind, with every agent that starts.",
    "issue 4",
  ],
  "bridge.session-restored": [
    "A session that replaces a lost one gets the log level and the watched resources again.",
    "issue 4",
  ],
  "bridge.within-300": [
    "What is known is answered within 300 ms: discovery, handshake and tools, signed in or not, the server up or not.",
    "issue 4",
  ],
  "bridge.untouched": ["Unknown methods, members and `_meta` pass both ways untouched.", "issue 3"],
} as const;
