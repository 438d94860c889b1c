/** Promises about the embedded stack: `npm start` and `npm run stack`. */
export const stackPromises = {
  "stack.rolling": ["A part of which two run is replaced without an error to any call.", "issue 16"],
  "stack.killed": [
    "A killed part of which two run loses no call and runs none twice, and every word about whether a call ran is true.",
    "issue 16",
  ],
  "stack.edge-killed": [
    "A killed edge costs a legacy session neither its place nor its stream: both go on at the other edge.",
    "issue 16",
  ],
  "stack.own-provider": [
    "The embedded stack signs people in at the user's own identity provider, where DRAWBRIDGE_IDENTITY_PROVIDERS or DRAWBRIDGE_ISSUER, and the approver's secret, are set; the included one does not start then, and `npm start` says how to sign in.",
    "issue 15",
    "issue 16",
  ],
  "stack.own-settings": [
    "`npm start` and `npm run stack` use every setting of the user's own and never replace it; what cannot hold together is said in words at the start, and every problem of every part comes at once.",
    "issue 16",
  ],
  "stack.database-folder": [
    "The embedded Postgres keeps its data, takes its folder back from a killed stack, and refuses one in use.",
    "issue 3",
  ],
  "stack.database-closed": [
    "The embedded Postgres listens on loopback, asks for a password, and gives out no superuser.",
    "issue 3",
  ],
  "stack.first-query": [
    "`npm start` prints rows of the warehouse that came through the stdio bridge, and what to do next.",
    "issue 3",
  ],
  "stack.first-start": ["The first start is ready within 60 s on two cores, after the install.", "issue 3"],
  "stack.second-start": ["A second start is ready within 8 s, and engineers stay signed in.", "issue 3"],
  "stack.memory": ["The default stack stays under 500 MB.", "issue 3"],
  "stack.ends-clean": [
    "Ctrl-C, or the end of its terminal, stops everything that was started and leaves no process.",
    "issue 3",
  ],
  "stack.closed-output": [
    "A stack whose output has no reader any more, as in `npm start | head -1`, stops everything without a stack trace.",
    "issue 11",
  ],
  "stack.own-server": [
    "A server of the user's own joins the running stack with a file that the stack writes for it alone.",
    "issue 12",
  ],
  "stack.isolate": ["With --isolate every part is a process of its own.", "issue 3"],
  "stack.settings": [
    "DRAWBRIDGE_HOME and DRAWBRIDGE_PORT move the stack; the stack refuses unknown arguments by name.",
    "issue 3",
  ],
  "stack.one-per-home": [
    "A second stack in the same home is refused with what to do, and a killed one does not block the next.",
    "issue 3",
  ],
  "stack.stable-ports": ["A second start serves at the same addresses as the first.", "issue 3"],
  "stack.isolate-restarts": [
    "With --isolate, a part that dies is started again with backoff, and none is left after the end.",
    "issue 3",
  ],
  "stack.next-steps": [
    "`npm start` prints the registry, the demo users, and how to connect the agents: by one command, or by hand.",
    "issue 3",
  ],
  "stack.ends-with-launcher": [
    "A script that runs under the fetched Node ends with the process that started it, also when that one is killed.",
    "issue 12",
  ],
  "stack.pinned-node": [
    "The Node that is fetched is pinned by version and digest, and nothing of another one is unpacked or run.",
    "SECURITY",
    "issue 11",
  ],
} as const;
