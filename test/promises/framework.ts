/** Promises about the framework to authors of servers. */
export const frameworkPromises = {
  "framework.announced-url": [
    "A server announces the address that its operator sets, so that edge and registry reach it by a name, by IPv6 or below a path.",
    "issue 16",
  ],
  "framework.public-api": [
    "The framework has two entry points for authors of servers; what each exports is a checked-in list, and each export has a docstring.",
    "issue 12",
  ],
  "framework.in-memory-registry": [
    "The in-memory registry for tests of a server and the real one agree on which approval runs which call.",
    "issue 12",
  ],
  "framework.early-request": ["A request that reaches a server while it starts is answered once it serves.", "issue 4"],
  "framework.types": [
    "A tool without a policy, or a destructive one without plan and approve, does not compile; services are inferred.",
    "SECURITY",
    "issue 3",
  ],
  "framework.definition": [
    "A definition that agents or policies could not use is refused when it is created, with its name.",
    "issue 3",
  ],
  "framework.one-denial": [
    "A refused user reads one sentence: what was refused, why, by which policy, and whom to ask.",
    "issue 3",
  ],
  "framework.coarse-policy": [
    "Group, surface and environment must each admit; an empty list admits no caller.",
    "issue 3",
  ],
  "framework.tool-policy": ["A tool's Cedar policy decides who calls it, and its name is in the answer.", "issue 3"],
  "framework.policy-fails-closed": [
    "An unknown, unreadable or failing policy denies, a failing `forbid` too.",
    "issue 3",
  ],
  "framework.policy-version": ["A policy's version changes exactly when any of its content does.", "issue 3"],
  "framework.edge-proof": [
    "A request without the edge's proof, or without a user, is refused with 401, regardless of what else it says.",
    "SECURITY",
    "issue 3",
  ],
  "framework.every-request": [
    "The group gate is decided on every request: discover, initialize, list and call.",
    "issue 3",
  ],
  "framework.hidden-tools": [
    "A tool that the caller may not use is not listed, and refused by name in the denial sentence.",
    "SECURITY",
    "issue 3",
  ],
  "framework.policy-first": [
    "Without a policy in force no caller is admitted, and the server is not ready.",
    "SECURITY",
    "issue 3",
  ],
  "framework.policy-follows": [
    "A changed policy is in force within seconds without a restart, and listening clients are notified.",
    "issue 3",
  ],
  "framework.change-streams": [
    "The number of change streams is limited by settings, in all and for one user. One more is refused by an error that says so, is counted and is logged; a stream that ends makes room for another one.",
    "SECURITY",
    "issue 16",
  ],
  "framework.idle-streams": [
    "At least 8,000 idle change streams stay open through one edge for ten minutes, and each hears of a change; the suite opens 300.",
    "issue 16",
  ],
  "framework.policy-last-known": [
    "While the registry is down, the last policy is valid for a stated time; after that no caller is admitted.",
    "SECURITY",
    "issue 3",
  ],
  "framework.re-announce": ["A server announces itself again when the registry has forgotten it.", "issue 3"],
  "framework.both-eras": [
    "One endpoint serves legacy and modern clients, of the current SDK and of the one before.",
    "MCP 2025-11-25",
    "MCP 2026-07-28",
    "issue 3",
  ],
  "framework.annotations": [
    "A tool's effect alone decides whether the tool is marked read-only or destructive.",
    "MCP tools",
    "issue 3",
  ],
  "framework.stable-list": ["Equal tool lists are equal texts, private to the caller and short-lived.", "issue 3"],
  "framework.same-content": ["A result is the same as text and as structured content.", "MCP tools", "issue 3"],
  "framework.bad-input": [
    "Arguments that the schema refuses are answered with the field and what it should have been.",
    "issue 3",
  ],
  "framework.bad-output": ["An output that breaks its own schema never reaches the caller.", "issue 3"],
  "framework.tool-errors": [
    "A foreseen failure reaches the model with its code and next step, in the text itself.",
    "issue 3",
  ],
  "framework.internal-errors": [
    "An unforeseen failure shows only a request id; its message is in no log either.",
    "issue 3",
  ],
  "framework.size-guard": [
    "A result over the caps is shortened by whole entries and says so, or is a clear error.",
    "issue 3",
  ],
  "framework.caps-are-operators": ["Only the operator sets the caps; no argument raises them.", "SECURITY", "issue 3"],
  "framework.timeout": [
    "A call that takes too long is ended, its tool's signal aborted, and the answer says what to do.",
    "issue 3",
  ],
  "framework.cancellation": [
    "Cancelling, or leaving, aborts the tool's signal, and no caller cancels another's call.",
    "MCP cancellation",
    "issue 3",
  ],
  "framework.progress": ["Progress reaches the client that asked for it, in both eras.", "MCP progress", "issue 3"],
  "framework.drain": [
    "Closing lets calls under way end within the drain time, stops the rest, and takes no new ones.",
    "issue 3",
  ],
  "framework.health": ["`/healthz` says that the process lives, `/readyz` whether it can serve.", "issue 3"],
  "framework.bad-http": [
    "Malformed, oversized or mistyped requests get a clear 4xx, and the server goes on.",
    "issue 3",
  ],
  "framework.own-host": [
    "A request for another host's name, or from another site's page, is refused.",
    "SECURITY",
    "issue 3",
  ],
  "framework.log-line": ["Every call leaves one log line, which holds neither arguments nor results.", "issue 3"],
  "framework.metrics": [
    "Calls, errors and durations are counted by tool and outcome, without users or clients' inventions.",
    "issue 3",
  ],
  "framework.traces": [
    "A call's span continues the trace that its `_meta` names, and leaves only for the OTLP endpoint.",
    "W3C Trace Context",
    "issue 3",
  ],
  "framework.settings": [
    "Invalid settings stop the start; the message names the variable and never its value.",
    "issue 3",
  ],
  "framework.shares-a-process": ["Two servers in one process keep their policies, metrics and calls apart.", "issue 3"],
  "framework.conformance": [
    "The protocol's conformance suite passes through the edge, except for a short list with reasons.",
    "MCP conformance suite",
    "issue 3",
  ],
} as const;
