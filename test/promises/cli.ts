/** Promises about the command line `drawbridge`: exit codes, output and messages. */
export const cliPromises = {
  "cli.exit-codes": [
    "The exit code tells a script what happened: 0 fine, 1 tool, 2 usage, 3 not signed in, 4 unreachable, 5 not allowed, 6 not confirmed.",
    "issue 3",
  ],
  "cli.approvals-show": [
    "`drawbridge approvals show` prints one request whole: the statement, the difference of a definition, and the user's own rows.",
    "issue 13",
  ],
  "cli.json": ["With --json every command prints one JSON document, its failures too.", "issue 3"],
  "cli.next-step": ["At every failure the command line says what to do next.", "issue 3"],
  "cli.call": ["People and scripts can list a server's tools and call one without an agent.", "issue 3"],
  "cli.terminal": [
    "On a terminal `call` prints rows as a table, documents as text and other results in sections, within its width, with what was cut and what to do next; a pipe gets the result's text, byte for byte.",
    "issue 12",
  ],
  "cli.terminal-safe": [
    "No character in a result acts on the terminal or hides text: such characters are spelled out.",
    "SECURITY",
    "issue 12",
  ],
  "cli.help": ["`drawbridge --help` lists every command by its purpose, in aligned columns.", "issue 12"],
  "cli.no-empty-list": [
    "A user who may not use a server, or is not signed in, reads that, and never sees an empty list.",
    "issue 3",
  ],
  "cli.browser": [
    "A browser is opened without a shell, for http and https alone; the address is printed in any case.",
    "issue 3",
  ],
  "cli.doctor": ["`doctor` looks at everything a call depends on, and names the next step of each problem.", "issue 3"],
  "cli.quiet": ["The command line prints no token, and stores tokens only in the session's file.", "issue 3"],
  "cli.closed-output": [
    "A command whose output has no reader any more, as in `drawbridge login | head -1`, ends without a stack trace.",
    "issue 11",
  ],
} as const;
