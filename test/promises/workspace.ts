/** Promises about the repository itself, which tests of the sources and documents check. */
export const workspacePromises = {
  "workspace.file-size": ["No source file is longer than 400 lines.", "house"],
  "workspace.promises": ["Every promise has a test, and every test cites a promise that exists.", "house"],
  "workspace.boundaries": ["The import rules of the tree are lint rules.", "house"],
  "workspace.no-folder-circle": [
    "The folders of the proxy and of the framework import each other without a circle, type imports included.",
    "issue 12",
  ],
  "workspace.error-classes": [
    "Every error class of the repository descends from CodedError, but for signals that stay inside one part.",
    "issue 12",
  ],
  "workspace.tagged-unions": [
    "A tag tells the types of our own unions apart, never the members that an object has.",
    "issue 12",
  ],
  "workspace.mcp-methods": ["One file of the proxy names the methods of MCP.", "issue 12"],
  "workspace.one-caller": ["One file makes canonical JSON, and one file orders versions.", "issue 12"],
  "workspace.error-codes": [
    "The page docs/errors.md says of every error code what happened, the next step, whether the call may have run, and the exit code or HTTP status, as the tables have it.",
    "issue 12",
  ],
  "workspace.configuration": [
    "The page docs/configuration.md says of every environment variable of every part what it means, its default, an example and whether it is a secret, as the parts' schemas have it.",
    "issue 16",
  ],
  "workspace.every-test-runs": [
    "Every file of tests runs once in a whole run, in one suite and one process.",
    "issue 16",
  ],
  "workspace.packages": [
    "Every package declares exactly what its sources import, and offers named entry points alone.",
    "issue 12",
  ],
  "workspace.no-registry-host": ["The lock file names no registry host.", "house"],
  "workspace.no-skipped-tests": ["No test is skipped, focused or disabled.", "house"],
  "workspace.dependencies-explained": [
    "Every dependency has a line in ARCHITECTURE.md that says what it is for.",
    "house",
  ],
  "workspace.security-table": [
    "Every row of SECURITY.md's tables names a known attacker and a promise that a test verifies.",
    "house",
  ],
  "workspace.plain-words": [
    "Names, comments, strings, test titles and documents hold none of the words that scripts/words.ts lists.",
    "issue 12",
  ],
  "workspace.whole-titles": ["Every test title is a whole sentence that is readable without its suite.", "issue 12"],
  "workspace.no-bare-waits": ["No test outside test/faults waits for a time instead of a condition.", "issue 12"],
  "workspace.no-fault-sql": ["No test breaks a database's schema by SQL to provoke a failure.", "issue 12"],
  "workspace.closing-line": [
    "The last line of a test run is `N passed, N failed`, with the skipped ones where there are any.",
    "house",
  ],
  "workspace.failures-listed": [
    "A test run ends with a list of all failures, also of a process that crashed, failed outside its tests or ran none.",
    "house",
  ],
  "workspace.architecture": [
    "ARCHITECTURE.md draws the states that a request has, and lists what each folder may import.",
    "issue 12",
  ],
  "workspace.example": [
    "The example server is whole in 80 lines, and its test passes on the sources and, outside of the repository, on the packed packages alone.",
    "issue 12",
  ],
  "workspace.packed-libraries": [
    "A packed library holds JavaScript and declarations, and its entry points name them.",
    "issue 12",
  ],
  "workspace.quotes": [
    "What README.md and CONTRIBUTING.md quote of the example server is in its files, word for word.",
    "issue 12",
  ],
  "workspace.file-headers": ["Every source file says at its beginning what it is for.", "issue 12"],
  "workspace.sorted-folders": [
    "The folders of test/support and of reference-servers are sorted, and their READMEs name each.",
    "issue 12",
  ],
  "workspace.no-side-channel": [
    "What a plan worked out reaches its run as an argument, and in no other way.",
    "issue 12",
  ],
  "workspace.compositions": ["The files that put the broker and the extension together decide nothing.", "issue 12"],
  "workspace.contributing": ["CONTRIBUTING.md says how each thing is added that people add.", "issue 12"],
  "workspace.commits": [
    "A commit's subject names its area and says what changes, in at most 72 characters.",
    "issue 12",
  ],
  "workspace.page-policy": ["Every page of the editor has its content policy from one function.", "issue 12"],
  "workspace.downloads": [
    "One process at a time fetches an engine or an editor into the cache, and a killed one leaves nothing that is taken for whole.",
    "issue 12",
  ],
  "workspace.killed-run": [
    "Where a test run is killed by SIGKILL, every process that its tests started ends.",
    "issue 12",
  ],
  "workspace.documents": ["Every file, folder and heading that a document names or links to exists.", "issue 12"],
} as const;
