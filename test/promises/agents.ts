/** Promises about the configuration files of agents: what Drawbridge writes into them, and how it takes that back. */
export const agentsPromises = {
  "agents.golden": [
    "An agent's file is changed by Drawbridge's entries alone; comments, order and layout stay.",
    "SECURITY",
    "issue 6",
  ],
  "agents.diff": [
    "A change is shown as a diff before it is made, in which nothing that others wrote appears but the layout.",
    "SECURITY",
    "issue 6",
  ],
  "agents.idempotent": ["Connecting an agent twice changes nothing the second time.", "issue 6"],
  "agents.undo": [
    "Undo restores a file byte for byte, or where it was changed since, takes back its own entries alone.",
    "issue 6",
  ],
  "agents.own-alone": [
    "Only entries that Drawbridge wrote are removed; those of others keep their names and places.",
    "SECURITY",
    "issue 6",
  ],
  "agents.found": [
    "Nine agents are found by where they keep their configuration, on Linux, macOS and Windows.",
    "issue 6",
  ],
  "agents.malformed": [
    "A file that its agent could not read is refused by name and reason, and not changed.",
    "issue 6",
  ],
  "agents.file-kept": ["A file keeps its mode, its links, its line ends and its byte order mark.", "issue 6"],
  "agents.not-writable": [
    "A read-only file, a link into nowhere and what is no file are refused, and not changed.",
    "issue 6",
  ],
  "agents.concurrent": [
    "A file that another program changes at the same time is left as that program wrote it.",
    "issue 6",
  ],
  "agents.huge": ["A file of megabytes is changed in its one place.", "issue 6"],
  "agents.own-program": [
    "Where an agent's own program is the safer way it makes the change, and what it leaves undone is done.",
    "issue 6",
  ],
  "agents.journal": [
    "Only the part of a file that a change replaced is kept, and no other user can read it.",
    "SECURITY",
    "issue 6",
  ],
  "agents.lock": [
    "One Drawbridge at a time changes agents' files, also after another was killed while it did.",
    "issue 11",
  ],
  "agents.launcher": [
    "One path starts bridges for every agent, also after an update or a move, with nothing from the environment.",
    "issue 6",
  ],
  "agents.launcher-node": [
    "A real Node starts the bridge; an editor's own runtime does only where there is none.",
    "issue 6",
  ],
  "agents.asks": [
    "No agent's file is changed without a yes; without a person to ask, the exit code says that nothing was done.",
    "issue 6",
  ],
  "agents.docs": ["The page about agents shows the table that the program works by.", "issue 6"],
  "agents.chain": ["An agent that launches what its file says gets rows from the warehouse.", "issue 6"],
} as const;
