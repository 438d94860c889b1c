/** Promises about the configuration files of agents: what Drawbridge writes into them, and how it takes that back. */
export const agentsPromises = {
  "agents.golden": [
    "Drawbridge changes only its own entries in an agent's file; comments, order and layout stay.",
    "SECURITY",
    "issue 6",
  ],
  "agents.diff": [
    "A change is shown as a diff before it is made. The diff shows only the layout of what others wrote.",
    "SECURITY",
    "issue 6",
  ],
  "agents.idempotent": ["Connecting an agent twice changes nothing the second time.", "issue 6"],
  "agents.undo": [
    "Undo restores a file byte for byte. If the file was changed since, undo removes only Drawbridge's entries.",
    "issue 6",
  ],
  "agents.own-alone": [
    "Drawbridge removes only entries that it wrote; other entries keep their names and places.",
    "SECURITY",
    "issue 6",
  ],
  "agents.found": [
    "Drawbridge finds nine agents by the places of their configuration, on Linux, macOS and Windows.",
    "issue 6",
  ],
  "agents.malformed": [
    "A file that its agent could not read is refused by name and reason, and not changed.",
    "issue 6",
  ],
  "agents.file-kept": ["A file keeps its mode, its links, its line ends and its byte order mark.", "issue 6"],
  "agents.not-writable": [
    "A read-only file, a broken link and a path that is no file are refused, and not changed.",
    "issue 6",
  ],
  "agents.concurrent": [
    "A file that another program changes at the same time is left as that program wrote it.",
    "issue 6",
  ],
  "agents.huge": ["A file of several megabytes is changed only where the entry is.", "issue 6"],
  "agents.own-program": [
    "If an agent's own program is safer, it makes the change, and Drawbridge completes what that program leaves out.",
    "issue 6",
  ],
  "agents.journal": [
    "Only the part of a file that a change replaced is kept, and no other user can read it.",
    "SECURITY",
    "issue 6",
  ],
  "agents.lock": [
    "Only one Drawbridge at a time changes agents' files, even after another one was killed during a change.",
    "issue 11",
  ],
  "agents.launcher": [
    "One path starts bridges for every agent, also after an update or a move, with nothing from the environment.",
    "issue 6",
  ],
  "agents.launcher-node": [
    "A real Node starts the bridge; an editor's own runtime starts it only if there is no Node.",
    "issue 6",
  ],
  "agents.asks": [
    "No agent's file is changed without a confirmation. Without a person to ask, the exit code says that nothing was done.",
    "issue 6",
  ],
  "agents.docs": ["The page about agents shows the table that the program works by.", "issue 6"],
  "agents.chain": ["An agent that runs the command in its file gets rows from the warehouse.", "issue 6"],
} as const;
