/** Promises about an approval on the engineer's machine: how a call waits, who learns of it, and whom the broker trusts. */
export const routingPromises = {
  "routing.waits": [
    "A call that needs an approval waits for it without an open request at the server, in every era, and then runs by itself.",
    "issue 5",
  ],
  "routing.cancelled": ["An agent that cancels ends only its own waiting; the request stays.", "issue 5"],
  "routing.broker-death": [
    "If the broker ends while a call waits, the call is answered as not run, and the repeated call joins the request.",
    "issue 5",
  ],
  "routing.chain": [
    "A change that an agent asks for runs once after a person's approval, within the call's time limit or after it, and never without.",
    "issue 5",
  ],
  "routing.replay": ["A call that is repeated after its approval was used is a new request.", "SECURITY", "issue 5"],
  "routing.batch": ["The proposals of one turn are decided together, each by itself.", "issue 5"],
  "routing.similar": [
    "An approval of similar calls avoids the next question within its condition, is listed, and can be revoked.",
    "issue 5",
  ],
  "routing.join": ["Identical calls of two agents are one request, and one of them runs.", "issue 5"],
  "routing.second-person": [
    "A change that would overwrite data in prod waits for another person of the owning group; the user who asked cannot approve it.",
    "issue 5",
  ],
  "routing.expiry": [
    "A request without a decision expires, and so does an approval that is not used; the agent learns it, and may ask again.",
    "issue 5",
  ],
  "routing.hosts": [
    "Agents of both eras, with and without elicitation, get the same outcome, regardless of how their elicitation answers.",
    "SECURITY",
    "issue 5",
  ],
  "routing.registry-restart": [
    "A registry that is restarted in any phase loses nothing, and nothing runs twice.",
    "SECURITY",
    "issue 5",
  ],
  "routing.registry-down": [
    "While the registry is down nothing is approved and nothing that needs it runs; the agent learns why.",
    "issue 5",
  ],
  "routing.recognised": [
    "The broker distinguishes a request for approval from a tool's own question, in both forms.",
    "issue 5",
  ],
  "routing.no-spoof": [
    "A server's claim of a request that the registry does not confirm as its own for this call shows no person a link.",
    "SECURITY",
    "issue 5",
  ],
  "routing.no-local-decision": [
    "No local process can decide: neither the control channel nor the bridge's protocol has a message for it.",
    "SECURITY",
    "issue 5",
  ],
  "routing.broker-token": [
    "The broker's token lists and follows requests, and is refused at every decision.",
    "SECURITY",
    "issue 5",
  ],
  "routing.workspace": [
    "A server hears the last segment of the agent's folder; the log and other endpoints hear nothing.",
    "issue 5",
  ],
  "routing.no-connection": [
    "The registry is followed by one stream of the broker's, while a call waits or a client listens.",
    "issue 5",
  ],
  "routing.patience": [
    "A call waits 45 s, or the time that the user set for that agent, and never longer than the agent's measured limit.",
    "issue 5",
  ],
  "routing.pending-answer": [
    "If there is no decision in time, the answer says that nothing ran, where to decide, and what to do next.",
    "issue 5",
  ],
  "routing.rejection-told": [
    "A rejection and its reason reach the agent, also by the repeated call, and as data.",
    "issue 5",
  ],
  "routing.shown-safely": [
    "Text of servers, agents and people cannot act on a terminal or imitate a line of Drawbridge.",
    "SECURITY",
    "issue 5",
  ],
  "routing.comfort": [
    "A host's elicitation may show the link; each of its answers means not decided yet.",
    "SECURITY",
    "issue 5",
  ],
  "routing.control": [
    "The control channel lists requests and reports each change with the folder of the agent that asked, and decides nothing.",
    "issue 5",
  ],
  "routing.command": [
    "`drawbridge approvals` lists what waits and what was decided, and opens where a person decides.",
    "issue 5",
  ],
  "routing.everywhere": [
    "A decision appears on every surface within a second, and no older report reverts it.",
    "issue 5",
  ],
  "routing.busy": [
    "A call that a busy server did not begin in time is repeated once, where its agent waits long enough.",
    "issue 16",
  ],
} as const;
