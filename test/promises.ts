/**
 * What Drawbridge promises, as data: id → sentence. A test cites an id with `verifies(id, title)`;
 * `test/unit/promises.test.ts` fails on an id that no test cites, and the type checker on one that is not here.
 */
import { sparkPromises } from "./promises/spark.ts";
import { routingPromises } from "./promises-routing.ts";

export const promises = {
  // workspace
  "workspace.file-size": "No source file is longer than 400 lines.",
  "workspace.promises": "Every promise has a test, and every test cites a promise that exists.",
  "workspace.boundaries": "The import rules of the tree are lint rules.",
  "workspace.no-registry-host": "The lock file names no registry host.",
  "workspace.no-skipped-tests": "No test is skipped, focused or disabled.",
  "workspace.dependencies-explained": "Every dependency has a line in ARCHITECTURE.md that says what it is for.",
  "workspace.security-table": "Every row of SECURITY.md's table names a promise that a test verifies.",
  "workspace.closing-line":
    "The last line of a test run is `N passed, N failed`, with the skipped ones where there are any.",

  // identity
  "identity.resource-bound":
    "An access token is a JWT for the one audience of its client; another audience is refused.",
  "identity.groups": "Access tokens and ID tokens name the user and their groups.",
  "identity.pkce": "Without PKCE S256, or with the wrong verifier, no token is given.",
  "identity.rotation": "Each refresh gives a new refresh token; using an old one again ends the whole sign-in.",
  "identity.lifetime": "Access tokens live ten minutes, or as short as the setting says.",
  "identity.key-rotation": "A new key signs what comes after, and the one before stays published.",
  "identity.restart": "With a database, a restart keeps engineers signed in and keys the same.",
  "identity.demonstration": "The provider says in its metadata and on every page that it is for demonstrations only.",
  "identity.loopback": "The provider listens on 127.0.0.1 alone and refuses requests for another host's name.",
  "identity.pages": "The sign-in pages work without scripts and by the keyboard alone, and allow no foreign content.",
  "identity.quiet": "The provider prints nothing but its log, and no token or name is in it.",

  // sign-in
  "sign-in.browser": "One trip through the browser signs in, by PKCE and a loopback port that closes with the trip.",
  "sign-in.stray-callback": "A callback that nobody waits for is turned away, and the awaited one still counts.",
  "sign-in.silent-second-client": "The second client of a trip signs in without another question.",
  "sign-in.device": "Without a browser on the machine, a code entered elsewhere signs in.",
  "sign-in.demo-user": "A demo user is signed in by name at the development provider; no other provider is even asked.",
  "sign-in.one-url": "A registry's URL is all the configuration there is.",
  "sign-in.https": "Tokens go over https, or to this machine itself, and nowhere else.",
  "sign-in.one-refresh": "Fifty concurrent calls at expiry cause one refresh.",
  "sign-in.rejected-token": "A token rejected mid-session is renewed once, however many calls saw the rejection.",
  "sign-in.on-disk-first": "A rotated token is on disk before it is used.",
  "sign-in.expired": "A session that has ended answers every call at once and says how to sign in again.",
  "sign-in.killed-refresh":
    "A broker killed at any step of a refresh leaves a session that works or a clear way to sign in, never a token sent twice.",
  "sign-in.no-browser": "No browser is opened unless a person asks for a sign-in, and then one.",
  "sign-in.network": "Neither a network failure nor a provider in trouble ends a session.",
  "sign-in.durable": "A session outlives its broker.",
  "sign-in.sign-out": "Signing out forgets the session here and ends it at the provider.",
  "sign-in.moved-edge": "A registry that moved its edge is followed without a new sign-in.",
  "sign-in.private-file":
    "Where no keyring works, the session lies in a 0600 file that is written whole or not at all.",
  "sign-in.sealed": "Where a keyring works, the session's file is worthless without it.",
  "sign-in.secret": "Tokens do not show in dumps, JSON, messages or errors.",

  // registry
  "registry.well-known":
    "`/.well-known/drawbridge` tells anybody where everything is, so that a user configures one URL.",
  "registry.me-servers": "A signed-in user sees every server, may they use it or not, why, and each tool's decision.",
  "registry.unlisted": "Who may not use an unlisted server gets the answer of a server that does not exist.",
  "registry.access": "The registry answers who may use a server or tool from which surface, and by which policy.",
  "registry.tokens": "Nothing of a user is answered without a valid token, and a refusal says how to get one.",
  "registry.internal-credentials": "The internal routes answer only the part whose credential is shown.",
  "registry.announce-only-itself": "A server announces itself only, and a malformed announcement changes nothing.",
  "registry.policy-owned": "Access policy is taken from the manifest once; what an operator changed stays changed.",
  "registry.durable": "What servers announced and operators decided outlives a restart.",
  "registry.unchanged": "The edge and the servers ask again for 304: policy is sent only when it changed.",
  "registry.status": "A server's status comes from asking it, and follows it down and up.",
  "registry.health":
    "`/readyz` says what is up, and answers 503 while the database is away, which ends when it is back.",
  "registry.catalogue":
    "Listed servers are served anonymously in the shape of the official MCP registry, unlisted ones never.",
  "registry.page": "The front page shows the listed servers, works without scripts and escapes what servers say.",

  // approvals: the registry's authority
  "approvals.life": "A request waits for a person, and their yes gives one grant, which is spent once.",
  "approvals.join": "The same call, asked again while its request is open, joins it and asks nobody twice.",
  "approvals.expiry": "A request that nobody decides, and a grant that nobody spends, expire by themselves.",
  "approvals.what-was-shown": "A decision is for exactly what the person was shown, kept whole, and for nothing else.",
  "approvals.second-person":
    "A second person is another member of the approver groups, by the groups they have when they decide.",
  "approvals.approver-token": "Only a token of the approver's client for approvals decides; the broker's never does.",
  "approvals.own-server": "A server reaches its own requests and no other's.",
  "approvals.forged-grant": "A grant that this registry did not sign for this server and request spends nothing.",
  "approvals.spent-once": "A grant is spent once, by however many at once and whatever dies in between.",
  "approvals.lost-answer": "Who lost the answer of a consumption asks again by the same name and is answered alike.",
  "approvals.withdrawn": "An approved request whose plan or policy has changed is withdrawn and runs no more.",
  "approvals.outcome":
    "A call that began and whose end nobody recorded is of unknown outcome, and is not asked anew until somebody says.",
  "approvals.scopes":
    "A standing approval covers its user, server, tool and condition, is seen, and ends when revoked.",
  "approvals.batch": "One screen decides many requests, each judged by itself.",
  "approvals.bounded": "Neither one user's asks nor the size of one can fill the registry or bury a person.",
  "approvals.at-once": "A decision is told to everybody who may see it within a second, at every registry.",
  "approvals.restart": "A restart of the registry loses no request, decision or grant, and no key that one needs.",
  "approvals.keys": "Grants are signed by keys that rotate, are published as long as needed, and lie sealed.",
  "approvals.many": "Ten thousand pending requests are listed and decided without trouble.",
  "approvals.approvers-owned": "Approver groups are taken from the manifest once; then only the operator changes them.",
  "audit.append-only": "The audit has an entry for every step, written with it, and the database changes none.",
  "audit.verified": "Whoever verifies the audit is told where it was changed, cut off or rewritten.",
  "audit.readers": "The audit is read by members of the auditors' group alone.",

  // inbox
  "inbox.decides": "A person approves, rejects with a reason, and decides batches in the browser.",
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

  // edge
  "edge.valid-token": "A request with a valid token reaches its server as that user.",
  "edge.forged-token": "A token that is expired, for somebody else, unsigned or forged in any way is refused with 401.",
  "edge.challenge":
    "A 401 says where to sign in (RFC 9728), and names an error only where a token was sent (RFC 6750).",
  "edge.key-rotation":
    "Tokens of a newly published key are accepted without a restart, those of a withdrawn one no longer.",
  "edge.issuer-down": "With the issuer away, known keys keep working; with none known yet, the answer is 503.",
  "edge.unknown-client": "A token of a client application that the registry does not know is refused.",
  "edge.coarse-policy":
    "Group, surface and environment are judged on every request; a refusal names policy and contact.",
  "edge.unlisted": "Who may not use an unlisted server gets the answer of a server that does not exist.",
  "edge.spoofed-identity": "Identity headers that a client sent are removed in every spelling before its own are set.",
  "edge.no-authorization": "Authorization and cookies never reach a server.",
  "edge.proof": "Each server gets the proof derived for it alone, and no client sees it.",
  "edge.header-injection": "No name from a token becomes a second name or a second header.",
  "edge.streams": "Requests and answers pass chunk by chunk, as they are written.",
  "edge.disconnects": "When one side ends early, the other is ended at once, and never as if it were complete.",
  "edge.upstream-down": "A server that is away is a 502 that says so, and the edge serves on.",
  "edge.upstream-lost": "A request that was handed over and never answered is told apart: it may have run.",
  "edge.no-redirects": "Redirects, sign-in challenges, cookies and CORS grants of a server are not passed on.",
  "edge.huge-body": "A body over the limit is refused with 413, declared or not, and the edge serves on.",
  "edge.paths": "Only the exact path of a server reaches one; odd and malformed request lines reach none.",
  "edge.methods": "Only GET, POST and DELETE pass.",
  "edge.host": "A request for another host's name is refused, so that no web page reaches the edge by DNS rebinding.",
  "edge.slow-clients": "A client that never finishes its headers is disconnected.",
  "edge.fails-closed": "Without a configuration from the registry nothing passes.",
  "edge.follows-registry":
    "A changed policy is enforced within seconds, and the last one known holds while the registry is away.",
  "edge.quiet-logs": "Logs hold neither tokens nor the names of users.",

  // framework
  "framework.types":
    "A tool without a policy, or a destructive one without plan and approve, does not compile; services are inferred.",
  "framework.definition": "A definition that agents or policy could not use is refused when it is made, by name.",
  "framework.one-denial": "Who is refused reads one sentence: what, why, by which policy, whom to ask.",
  "framework.coarse-policy": "Group, surface and environment must each admit; an empty list admits nobody.",
  "framework.tool-policy": "A tool's Cedar policy decides who calls it, and its name is in the answer.",
  "framework.policy-fails-closed": "An unknown, unreadable or failing policy denies, a failing `forbid` too.",
  "framework.policy-version": "A policy's version changes exactly when any of its content does.",
  "framework.edge-proof":
    "A request without the edge's proof, or without a user, is refused with 401, whatever it says.",
  "framework.every-request": "The group gate is decided on every request: discover, initialize, list and call.",
  "framework.hidden-tools":
    "A tool that the caller may not use is not listed, and refused by name in the denial sentence.",
  "framework.policy-first": "Without a policy in force nobody is let in, and the server is not ready.",
  "framework.policy-follows":
    "A changed policy is in force within seconds, without a restart, and listeners hear of it.",
  "framework.policy-last-known":
    "While the registry is away the last policy holds for a stated time, then nobody is let in.",
  "framework.re-announce": "A server announces itself again when the registry has forgotten it.",
  "framework.both-eras": "One endpoint serves legacy and modern clients, of the current SDK and of the one before.",
  "framework.annotations": "Tools are marked read-only or destructive by their effect alone.",
  "framework.stable-list": "Equal tool lists are equal texts, private to the caller and short-lived.",
  "framework.same-content": "A result is the same as text and as structured content.",
  "framework.bad-input": "Arguments that the schema refuses are answered with the field and what it should have been.",
  "framework.bad-output": "An output that breaks its own schema never reaches the caller.",
  "framework.tool-errors": "A foreseen failure reaches the model with its code and next step, in the text itself.",
  "framework.internal-errors": "An unforeseen failure says nothing but a request id; its message is in no log either.",
  "framework.size-guard": "A result over the caps is shortened by whole entries and says so, or is a clear error.",
  "framework.caps-are-operators": "The caps are the operator's settings; no argument raises them.",
  "framework.timeout":
    "A call that takes too long is ended, its tool's signal aborted, and the answer says what to do.",
  "framework.cancellation": "Cancelling, or leaving, aborts the tool's signal, and nobody cancels another's call.",
  "framework.progress": "Progress reaches the client that asked for it, in both eras.",
  "framework.drain": "Closing lets calls under way end within the drain time, stops the rest, and takes no new ones.",
  "framework.health": "`/healthz` says that the process lives, `/readyz` whether it can serve.",
  "framework.bad-http": "Malformed, oversized or mistyped requests get a clear 4xx, and the server goes on.",
  "framework.own-host": "A request for another host's name, or from another site's page, is refused.",
  "framework.log-line": "Every call leaves one log line, which holds neither arguments nor results.",
  "framework.metrics":
    "Calls, errors and durations are counted by tool and outcome, without users or clients' inventions.",
  "framework.traces":
    "A call's span continues the trace that its `_meta` names, and leaves only for the OTLP endpoint.",
  "framework.settings": "Settings that hold nonsense stop the start, named by variable and never by value.",
  "framework.shares-a-process": "Two servers in one process keep their policies, metrics and calls apart.",
  "framework.conformance":
    "The protocol's conformance suite passes through the edge, but for a short list with reasons.",

  // the gate: approvals in every server
  "gate.pending": "A call that needs a yes runs nothing, says where to decide and until when, and runs once decided.",
  "gate.elicitation": "A client that can be asked is sent to the link by URL elicitation, with a sealed state.",
  "gate.no-decision": "No answer to an elicitation decides anything: accept waits a little, decline and cancel do not.",
  "gate.rejected": "A rejection is told with its reason, quoted as a person's words, and nothing runs.",
  "gate.expired": "What nobody decided, or used, in time is refused and asked anew by the next call.",
  "gate.once": "One approval runs one call, however many identical ones wait for it.",
  "gate.bound-arguments":
    "An approval is bound to the arguments: key order is nothing, any other difference is everything.",
  "gate.bound-caller": "An approval is good for its user, server and tool alone.",
  "gate.grant-verified":
    "A grant counts only with the registry's EdDSA signature, in its time, and for exactly this call.",
  "gate.state-sealed":
    "State that was tampered with, swapped, outlived or somebody else's is refused, and nothing runs.",
  "gate.second-person": "Where another person must decide, the caller's own yes does not do.",
  "gate.lost-access": "A call approved after its user lost the right to make it is refused.",
  "gate.plan-changed": "What runs is what was approved: another plan, or twice the cost, is refused and asked again.",
  "gate.closed": "With the registry away in any phase nothing is run without a spent grant, and the caller is told.",
  "gate.outcome": "How an approved call ended reaches the registry, also after the registry was away.",
  "gate.outcome-unknown":
    "A server that dies between spending a grant and telling the outcome leaves it unknown, and a repeat is refused.",
  "gate.settled": "What the engine can tell of a call of an earlier process is told by itself.",
  "gate.none-here": "Without a registry, a call that needs an approval is refused.",
  "gate.quoted": "Names and reasons that others wrote stand on one line, escaped, and cannot end their quotes.",
  "gate.elicit": "A tool asks questions of its own where era and client can, and is told where they cannot.",

  // presto
  "presto.small-list": "The Presto server has at most eight tools, in at most 1,500 tokens of tools/list.",
  "presto.query": "A query answers rows, their columns and its price, the same as text and as structured content.",
  "presto.explain":
    "A statement is checked and priced without running it: valid, tables, rows, bytes, within the budget.",
  "presto.pages": "A result too long for one answer is fetched whole, page by page.",
  "presto.handle": "A query that takes long is answered with a handle to wait for, page through or cancel.",
  "presto.first-judge": "A statement that is not exactly one read is refused before any engine sees it.",
  "presto.write":
    "A write is shown in full with what it touches and costs, and once approved is made whole or not at all.",
  "presto.write-refused": "A write that is not valid, not taken or not allowed is refused before anybody is asked.",
  "presto.write-in-prod": "What overwrites or drops data in prod needs a second person.",
  "presto.write-race": "A table that was swapped between plan and run is noticed, and nothing changes.",
  "presto.write-settled": "How a write ended that nobody recorded is asked of the engine, by its query id.",
  "presto.revenue-policy":
    "Revenue is for ads-eng alone: the tool is hidden from others, and queries do not go around it.",
  "presto.warehouse": "The sample warehouse is the same wherever it is made, and its tables agree with each other.",
  "presto.bounded-judging": "No statement keeps the server busy or takes it down, whatever its size or nesting.",
  "presto.never-rewritten": "A statement goes to the engine as it was written, less a closing semicolon.",
  "presto.change-described": "A change is described by its verb, what it changes and what it reads, before it runs.",
  "presto.as-the-user": "The engine is told who asks, and its own rules decide about them.",
  "presto.real-engine": "A real Presto's answers come through whole and right.",
  "presto.protocol":
    "An engine's answer that breaks the protocol or leads elsewhere is refused, a busy engine is asked again.",
  "presto.digits": "No digit of a big integer or a decimal is lost.",
  "presto.second-judge": "A write that got past the parser is refused by the engine, and nothing changes.",
  "presto.no-way-out": "No statement reaches a file, the network, the environment or the engine's own state.",
  "presto.boxed-engine":
    "A statement that exhausts or blocks the embedded engine costs the engine's process, not the server.",
  "presto.priced": "Every query has a price before it runs: tables, rows and bytes, each of which may be unknown.",
  "presto.cancel": "Cancelling a query reaches the engine, which stops.",
  "presto.quiet-errors": "No error of an engine quotes the statement or a value of it.",
  "presto.budget": "A query over its caller's budget, or of unknown cost, does not run without a person's yes.",
  "presto.restricted": "A schema that the operator restricts is read by its groups only, by whatever tool.",
  "presto.cap": "Reading stops one row past the cap and cancels in the engine; what is exactly at the cap is whole.",
  "presto.ownership": "A query belongs to who started it; to anybody else its id is unknown.",
  "presto.bounded": "Running queries and kept results are bounded for each user and in all.",
  "presto.expiry": "A query that nobody asks about is cancelled and forgotten.",
  "presto.drain": "Closing the server cancels every query in the engine.",

  // bridge and broker
  "bridge.crossings": "An agent of either era works with a server of either era: tools, calls, progress, errors.",
  "bridge.cancel": "A cancelled call is cancelled at the server, whichever eras meet.",
  "bridge.elicitation": "A server's question reaches an agent that can be asked, whichever eras meet.",
  "bridge.list-changed": "A server's announcement that its tools changed reaches the agent, whichever eras meet.",
  "bridge.at-once":
    "The handshake and the tool list are answered within a second, whatever sign-in, network and server do.",
  "bridge.reason": "Not signed in, unknown and not allowed are told as the error of a call, in the catalogue's words.",
  "bridge.last-known":
    "A server that is down keeps its tools in the agent's list; what was learnt outlives the broker.",
  "bridge.whole-token-path": "The user's token goes to the edge and the registry alone, and no redirect is followed.",
  "bridge.renewed-once": "A 401 in the middle is cured by one new token; the agent notices nothing.",
  "bridge.session-ended": "A session that ended answers every call with how to sign in again.",
  "bridge.other-user": "After another user signed in, nothing of the one before is shown or used.",
  "bridge.no-dependency": "The bridge loads Node's own modules alone, 20 KB of ours at most.",
  "bridge.bad-line": "A malformed, overlong or undecodable line costs an error for that line only.",
  "bridge.backpressure": "A bridge holds neither what the broker nor what the agent does not take.",
  "bridge.ends-at-once": "End of input, SIGINT and SIGTERM each end a bridge within 20 ms, with no process left.",
  "bridge.gone": "When an agent is gone, its calls are cancelled at the server and its session is closed.",
  "bridge.broker-death":
    "When the broker dies, every waiting call is answered within a second, saying whether it may have run.",
  "bridge.rejoins": "A bridge rejoins a new broker unseen: the agent goes on with the same handshake.",
  "bridge.no-broker": "A bridge that cannot have a broker still answers, with the reason.",
  "bridge.upstream-trouble": "A server's failure is told by what it means: down, garbage, redirect, busy, lost.",
  "bridge.deadline": "A call whose server is silent for too long ends with an error; progress puts the deadline off.",
  "bridge.never-twice": "A call that may have run is never sent again, unless its tool only reads.",
  "broker.one": "Of any number of brokers that start at once, one lives; a stale socket is taken over.",
  "broker.upgrade":
    "A later version's broker takes the place of an older one, and no call is lost: each finishes where it began.",
  "broker.logs": "`drawbridge logs` shows each call in a line, as it ends, and never arguments, results or tokens.",
  "broker.direct": "`bridge --url` works only where the registry's policy allows endpoints outside it.",
  "network.proxy":
    "Every connection out goes through the company's proxy, but for what NO_PROXY excepts and this machine.",
  "network.authorities":
    "Connections trust the system's authorities and the company's own; a failure says what to set.",
  "network.remembered":
    "What a sign-in worked with is used by every broker, whoever starts it with whatever environment.",
  "network.no-leak": "A proxy's password is shown nowhere.",
  "broker.full-disk": "Where nothing can be written, the broker serves on or says where to make room, and spends no token.",
  "broker.clock": "A clock that is wrong, or jumps, costs a refresh at most.",
  "broker.key": "Without the per-user key neither a bridge nor a control client gets in.",
  "broker.private": "The broker's folder, key and socket are the user's alone.",
  "broker.idle": "A broker that nobody uses ends.",
  "broker.control": "The control channel tells status and catalogue, signs in and out, and ends the broker.",
  "broker.quiet-log": "The log has a line for each call, bounded in size, and never arguments, results or tokens.",
  "bridge.golden":
    "Every feature crosses between hosts and servers of both eras exactly as the transcripts beside the tests say.",
  "bridge.tool-cache":
    "A server's tools are asked for once while its list holds, then behind; the agent is told where they changed.",
  "bridge.missed-changes": "After a broken stream of changes, everything that it covered counts as changed.",
  "bridge.era-change": "A server that comes back in the other era is followed without the agent noticing.",
  "bridge.known-again": "What a server says of itself is looked at again, behind, with every agent that starts.",
  "bridge.session-restored":
    "A session that replaces a lost one is told the log level and the watched resources again.",
  "bridge.untouched": "Unknown methods, members and `_meta` pass both ways untouched.",

  // approvals, as agents and people meet them
  ...routingPromises,
  ...sparkPromises,

  // cli
  "cli.exit-codes":
    "The exit code tells a script what happened: 0 fine, 1 tool, 2 usage, 3 not signed in, 4 unreachable, 5 not allowed, 6 not confirmed.",
  "cli.json": "With --json every command prints one JSON document, its failures too.",
  "cli.next-step": "Whatever goes wrong, the command line says what to do next.",
  "cli.call": "People and scripts can list a server's tools and call one without an agent.",
  "cli.no-empty-list": "Whoever may not use a server, or is not signed in, is told so and never shown an empty list.",
  "cli.browser": "A browser is opened without a shell, for http and https alone; the address is printed in any case.",
  "cli.doctor": "`doctor` looks at everything a call depends on, and names the next step of each problem.",
  "cli.quiet": "The command line prints no token, and leaves none in its home outside the session's file.",

  // agents
  "agents.golden": "An agent's file is changed by Drawbridge's entries alone; comments, order and layout stay.",
  "agents.diff":
    "A change is shown as a diff before it is made, in which nothing that others wrote appears but the layout.",
  "agents.idempotent": "Connecting an agent twice changes nothing the second time.",
  "agents.undo": "Undo restores a file byte for byte, or where it was changed since, takes back its own entries alone.",
  "agents.own-alone": "Only entries that Drawbridge wrote are removed; those of others keep their names and places.",
  "agents.found": "Nine agents are found by where they keep their configuration, on Linux, macOS and Windows.",
  "agents.malformed": "A file that its agent could not read is refused by name and reason, and not changed.",
  "agents.file-kept": "A file keeps its mode, its links, its line ends and its byte order mark.",
  "agents.not-writable": "A read-only file, a link into nowhere and what is no file are refused, and not changed.",
  "agents.concurrent": "A file that somebody else changes meanwhile is left to them.",
  "agents.huge": "A file of megabytes is changed in its one place.",
  "agents.own-program":
    "Where an agent's own program is the safer way it makes the change, and what it leaves undone is done.",
  "agents.journal": "No file's content is kept but the stretch that a change replaced, and nobody else can read that.",
  "agents.launcher":
    "One path starts bridges for every agent, whatever is updated or moved, with nothing from the environment.",
  "agents.launcher-node": "A real Node starts the bridge; an editor's own runtime does only where there is none.",
  "agents.asks":
    "No agent's file is changed without a yes; without anybody to ask, the exit code says that nothing was done.",
  "agents.docs": "The page about agents shows the table that the program works by.",
  "agents.chain": "An agent that launches what its file says gets rows from the warehouse.",

  // vscode: the extension in a real workbench
  "vscode.lazy": "The extension starts after the window is there, and takes under 100 ms of it.",
  "vscode.first-minute": "A person gives one address, signs in once in the browser, and sees their servers.",
  "vscode.one-trip": "One trip through the browser signs in both clients.",
  "vscode.approver-apart": "The approver's tokens lie in the editor's secret storage alone.",
  "vscode.account": "The account shows in the editor's Accounts menu and signs out there.",
  "vscode.cancel": "A sign-in that was given up leaves nothing behind, and the next one works.",
  "vscode.refused": "A sign-in that failed says so, with a button that goes on.",
  "vscode.reload": "A window that is reloaded in the middle of a sign-in goes on with it.",
  "vscode.windows": "All windows share one session.",
  "vscode.servers": "The side bar shows each server with its status, environment and what the person may do.",
  "vscode.server-page":
    "A server's page says who owns it, where to get help, and what each tool does, and runs no script.",
  "vscode.not-allowed": "A server that is listed and closed to the person says why and whom to ask.",
  "vscode.lost-server": "A server that policy takes away is gone within seconds, with the reason.",
  "vscode.many": "Five hundred servers are listed, and one among them is found by a word.",
  "vscode.start-by-hand": "A server starts from the editor's own list of MCP servers.",
  "vscode.rows": "An agent in the editor gets rows from the warehouse, and a read asks nothing of the person.",
  "vscode.sign-out": "After a sign-out the editor is offered no server.",
  "vscode.broker-killed": "A broker that was killed is replaced, and the agent's next call works.",
  "vscode.try-query": "A first question is written into the agent's box, and the person sends it.",
  "vscode.offline": "Without the registry the last known servers stay, marked as such, until it is back.",
  "vscode.walkthrough": "The walkthrough's steps check themselves off.",

  // the chain
  "chain.both-eras":
    "An agent of either era that launches `drawbridge bridge presto` lists the tools and gets rows, the same as text and as structured content.",
  "chain.errors": "A failed statement is a result that says why and what to do, without the statement.",
  "chain.progress-cancel": "A cancelled call ends, and the next one is answered.",
  "chain.not-allowed":
    "A user outside a server's groups gets nothing from it and reads the same words everywhere: the policy and whom to ask.",
  "chain.tpch": "TPC-H queries asked by a stdio agent come back from a real Presto with the published answers.",
  "chain.end-user": "The engine knows the engineer by name and every query as Drawbridge's.",
  "chain.engine-denies": "Who is denied by the engine's own rules is denied through Drawbridge too.",
  "chain.engine-cancel": "A cancelled call ends its query in the engine's own list.",
  "chain.engine-cap": "A query over the cap is cut at it and says so.",
  "chain.tool-policy": "A tool that a user may not call is absent from their list and refused by name with its policy.",

  // stack
  "stack.database-folder":
    "The embedded Postgres keeps its data, takes its folder back from a killed stack, and refuses one in use.",
  "stack.database-closed":
    "The embedded Postgres listens on loopback, asks for a password, and gives out no superuser.",
  "stack.first-query":
    "`npm start` prints rows of the warehouse that came through the stdio bridge, and what to do next.",
  "stack.first-start": "The first start is ready within 60 s on two cores, after the install.",
  "stack.second-start": "A second start is ready within 8 s, and engineers stay signed in.",
  "stack.memory": "The default stack stays under 500 MB.",
  "stack.ends-clean": "Ctrl-C stops everything that was started and leaves no process.",
  "stack.isolate": "With --isolate every part is a process of its own.",
  "stack.settings": "DRAWBRIDGE_HOME and DRAWBRIDGE_PORT move the stack; what it does not know it refuses by name.",
  "stack.one-per-home":
    "A second stack in the same home is refused with what to do, and a killed one does not block the next.",
  "stack.stable-ports": "A second start serves at the same addresses as the first.",
  "stack.isolate-restarts":
    "With --isolate, a part that dies is started again with backoff, and none is left after the end.",
  "stack.next-steps":
    "`npm start` prints the registry, the demo users and the lines that add Drawbridge to the agents.",
} as const;

export type PromiseId = keyof typeof promises;
