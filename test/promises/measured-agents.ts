/** Promises about real agents: what each row of test/e2e/agents/agent-rows.ts gets through the whole chain. */
export const measuredAgentsPromises = {
  "measured-agents.start": [
    "Each agent has the tools before it would go on without them, in the protocol it speaks.",
    "issue 4",
  ],
  "measured-agents.calls": [
    "The part of a result that an agent shows its model contains the answer, for every agent.",
    "issue 4",
  ],
  "measured-agents.errors": ["Even where an agent drops parts of a failed call, its model reads why.", "issue 4"],
  "measured-agents.parallel": ["Each of an agent's parallel calls gets its own answer.", "issue 4"],
  "measured-agents.size": [
    "A result fits into the smallest limit of all agents, and says how to get the rest.",
    "issue 4",
  ],
  "measured-agents.patience": [
    "A long call is answered before the shortest time limit of all agents, and the answer says how to continue.",
    "issue 4",
  ],
  "measured-agents.gives-up": ["A call that its agent gave up ends, and the next one is answered.", "issue 4"],
  "measured-agents.denied": ["A user without access gets no tools, and the reason as the answer of a call.", "issue 4"],
  "measured-agents.later": ["An agent that was started before the sign-in works after it.", "issue 4"],
  "measured-agents.environment": [
    "Nothing of an agent's environment is needed, and none of its secrets is passed on.",
    "issue 4",
  ],
  "measured-agents.broker-restart": ["An agent does not notice that the broker was restarted.", "issue 4"],
  "measured-agents.respawn": ["An agent whose bridge was killed goes on with another.", "issue 4"],
  "measured-agents.closing": [
    "Each agent's way of ending a server ends the bridge before it is killed, and leaves nothing.",
    "issue 4",
  ],
} as const;
