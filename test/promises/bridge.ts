/** Promises about the bridge that an agent starts and the broker that serves all bridges of a user. */
export const bridgePromises = {
  "bridge.tries-again": [
    "A call that certainly did not run is tried again for some seconds where what it goes to restarts, and not where the network is away.",
    "issue 16",
  ],
  "bridge.true-words": ["An answer says that nothing ran only if no try of its call began.", "issue 16"],
  "bridge.asks-reads-again": [
    "After its broker died, a bridge asks a tool again that only reads, once, and never one that changes something.",
    "issue 16",
  ],
  "bridge.away-at-once": [
    "While the network is away a call is refused within a second, with the reason, and did not run: also the first one, where its host or another one was reached before, also on an idle connection and through a proxy; a slow network works.",
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
    "A server that is down keeps its tools in the agent's list, and the list survives a restart of the broker.",
    "issue 3",
  ],
  "bridge.whole-token-path": [
    "The user's token goes only to the edge and the registry, and the broker follows no redirect.",
    "SECURITY",
    "issue 3",
  ],
  "bridge.renewed-once": ["A 401 during a call causes one new token, and the agent does not notice it.", "issue 3"],
  "bridge.session-ended": ["A session that ended answers every call with how to sign in again.", "issue 3"],
  "bridge.other-user": ["After another user has signed in, nothing of the earlier user is shown or used.", "issue 3"],
  "bridge.no-dependency": ["The bridge loads only Node's own modules, and at most 20 KB of ours.", "issue 3"],
  "bridge.bad-line": ["A malformed, too long or undecodable line causes an error for that line only.", "issue 3"],
  "bridge.backpressure": ["A bridge does not buffer what the broker or the agent does not read.", "issue 3"],
  "bridge.long-answers": [
    "Answers of many MiB arrive whole, use the memory of a few of them at most, and leave none in the broker.",
    "issue 4",
  ],
  "bridge.ends-at-once": [
    "End of input, SIGINT and SIGTERM each end a bridge within 20 ms, with no process left.",
    "issue 3",
  ],
  "bridge.gone": [
    "When an agent has ended, its calls are cancelled at the server and its session is closed.",
    "issue 3",
  ],
  "bridge.broker-death": [
    "When the broker dies, every waiting call is answered within a second, saying whether it may have run.",
    "issue 3",
  ],
  "bridge.rejoins": [
    "A bridge joins a new broker, and the agent continues with the same handshake and does not notice it.",
    "issue 3",
  ],
  "bridge.no-broker": ["A bridge that cannot start or reach a broker still answers, with the reason.", "issue 3"],
  "bridge.upstream-trouble": [
    "A server's failure is reported by what it means: down, garbage, redirect, busy, lost.",
    "issue 3",
  ],
  "bridge.deadline": [
    "A call whose server is silent for too long ends with an error; progress puts the deadline off.",
    "issue 4",
  ],
  "bridge.never-twice": ["A call that may have run is never sent again, unless its tool only reads.", "issue 3"],
  "broker.one": ["If many brokers start at once, one continues; a stale socket is taken over.", "issue 3"],
  "broker.upgrade": [
    "A broker of a later version replaces an older one, and no call is lost: each call ends where it began.",
    "issue 4",
  ],
  "broker.calls": [
    "The control channel reports each ended call, also earlier ones, with agent, tool and time, and never an argument.",
    "issue 4",
  ],
  "broker.calls-own": [
    "The calls that the control channel tells are the signed-in user's at this registry.",
    "issue 13",
  ],
  "broker.usage": [
    "The control channel reports the user's own usage and a server's usage, as the registry counts them.",
    "issue 4",
  ],
  "broker.outcome": ["The log distinguishes a tool that reported a failure from a tool that answered.", "issue 4"],
  "broker.logs": [
    "`drawbridge logs` shows each call in a line, as it ends, and never arguments, results or tokens.",
    "SECURITY",
    "issue 4",
  ],
  "broker.direct": ["`bridge --url` works only where the registry's policy allows endpoints outside it.", "issue 4"],
  "network.proxy": [
    "Every connection to another machine goes through the company's proxy, except hosts in NO_PROXY.",
    "issue 4",
  ],
  "network.authorities": [
    "Connections trust the system's and the company's certificate authorities; a failure says what to set.",
    "issue 4",
  ],
  "network.remembered": [
    "Every broker uses the network settings of the last sign-in, for any program that starts it and with any environment.",
    "issue 4",
  ],
  "network.proxy-password": [
    "A proxy's user and password are taken as people write them; an address that cannot be read is named with its variable.",
    "issue 14",
  ],
  "network.no-leak": ["A proxy's password is never shown.", "issue 4"],
  "broker.full-disk": [
    "If nothing can be written, the broker continues or says where to make room, and spends no token.",
    "issue 4",
  ],
  "broker.clock": ["A clock that is wrong or jumps costs at most one refresh.", "issue 4"],
  "broker.key": ["Without the per-user key, neither a bridge nor a control client is admitted.", "SECURITY", "issue 3"],
  "broker.symbolic-link": [
    "A home that is a symbolic link is refused at once, and the message says so and what to do.",
    "SECURITY",
    "issue 11",
  ],
  "broker.private": ["Only the user can read or use the broker's folder, key and socket.", "SECURITY", "issue 3"],
  "broker.idle": ["A broker without clients ends.", "issue 3"],
  "broker.steady": [
    "The broker's memory and handles do not grow, however many clients connect and however long it runs.",
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
    "The broker asks for a server's tools once while the list is valid, and then in the background; the agent learns about changes.",
    "issue 4",
  ],
  "bridge.missed-changes": [
    "After a broken stream of changes, everything that it covered counts as changed.",
    "issue 4",
  ],
  "bridge.one-change-stream": [
    "A broker holds one stream of changes for each server that speaks 2026-07-28 and any number of agents, and each agent hears of what it asked for.",
    "issue 16",
  ],
  "bridge.refused-stream": [
    "A stream of changes that a server refuses is asked for again until it is given; meanwhile the broker says so, and reads the server's tools again.",
    "issue 16",
  ],
  "bridge.era-change": [
    "A server that returns with the other era continues to work, and the agent does not notice it.",
    "issue 4",
  ],
  "bridge.known-again": [
    "The broker refreshes what it knows about a server in the background at every start of an agent.",
    "issue 4",
  ],
  "bridge.lost-session": [
    "A lost session leads to a new one, in any words that the server finds: a read is repeated once, and a change only if the protocol itself says that it did not run.",
    "MCP 2025-11-25",
    "issue 14",
  ],
  "bridge.resumed-again": [
    "A stream that breaks while it is resumed is resumed again, from its last event and after the pause that the server asks for.",
    "MCP 2025-11-25",
    "issue 14",
  ],
  "bridge.gap": [
    "After any gap in which changes could be missed, the tools are read again, and the agent hears of a difference.",
    "issue 14",
  ],
  "bridge.version-fallback": [
    "A server that refuses a version is spoken to in the newest version of its own list, or the message names its versions.",
    "MCP lifecycle",
    "issue 14",
  ],
  "bridge.byte-order-mark": ["A byte order mark in front of a server's answer is no part of it.", "issue 14"],
  "bridge.may-have-run": [
    "That a call may have run is said only if it may have: it was sent, it can change something, and no answer says that it did not.",
    "issue 14",
  ],
  "bridge.own-output": [
    "Standard output holds JSON lines alone, and no option of an agent's environment reaches Drawbridge's Node.",
    "SECURITY",
    "issue 14",
  ],
  "bridge.session-restored": [
    "A session that replaces a lost one gets the log level and the watched resources again.",
    "issue 4",
  ],
  "bridge.within-300": [
    "Discovery, handshake and tools are answered from the cache within 300 ms, signed in or not, with the server up or down.",
    "issue 4",
  ],
  "bridge.untouched": ["Unknown methods, members and `_meta` pass unchanged in both directions.", "issue 3"],
} as const;
