/** `node scripts/error-docs.ts`: writes docs/errors.md from the tables of error codes. A test compares the two. */
import { writeFileSync } from "node:fs";
import { agentsErrors } from "@drawbridge/contracts/error-codes/agents";
import { callErrors } from "@drawbridge/contracts/error-codes/calls";
import { commandErrors } from "@drawbridge/contracts/error-codes/commands";
import { proxyErrors } from "@drawbridge/contracts/error-codes/proxy";
import { refusalErrors } from "@drawbridge/contracts/error-codes/refusals";
import { signInErrors } from "@drawbridge/contracts/error-codes/sign-in";
import type { ErrorFacts } from "@drawbridge/contracts/errors";
import { knowledgeErrors } from "@drawbridge/knowledge/errors";
import { postgresErrors } from "@drawbridge/platform/postgres/error";
import { sqlErrors } from "@drawbridge/presto/errors";
import { sparkErrors } from "@drawbridge/spark/errors";
import { exitCode } from "../proxy/terminal/exit-code.ts";
import { pathOf, sectionOf, writtenBy } from "./generated-page.ts";

export interface ErrorTable {
  readonly title: string;
  /** Where a reader meets these codes. */
  readonly where: string;
  readonly errors: Readonly<Record<string, ErrorFacts>>;
}

/** Every closed set of codes, in the order of the page. */
export const errorTables: readonly ErrorTable[] = [
  {
    title: "Local proxy",
    where:
      'An agent finds the code in `_meta["drawbridge/code"]` of a failed call, or in `error.data.code` of another failed request. The command line prints it with `--json`.',
    errors: proxyErrors,
  },
  { title: "Sign-in", where: "`drawbridge login --json`, and the editor.", errors: signInErrors },
  { title: "Configuration of agents", where: "`drawbridge agents --json`, and the editor.", errors: agentsErrors },
  { title: "Command line", where: "Every command with `--json`.", errors: commandErrors },
  {
    title: "Calls of a tool",
    where:
      'The framework of every server sets the code in `_meta["drawbridge/code"]`. A failure that the tool itself foresaw has a code of its server instead.',
    errors: callErrors,
  },
  { title: "Presto server", where: '`_meta["drawbridge/code"]`.', errors: sqlErrors },
  { title: "Spark server", where: '`_meta["drawbridge/code"]`.', errors: sparkErrors },
  { title: "Knowledge server", where: '`_meta["drawbridge/code"]`.', errors: knowledgeErrors },
  {
    title: "HTTP refusals",
    where:
      "`error` in the JSON body of an answer that refuses a request, from the edge, a server or the registry. The local proxy translates it to a code of its own.",
    errors: refusalErrors,
  },
  { title: "Embedded Postgres", where: "`npm start`, `npm run stack` and their logs.", errors: postgresErrors },
];

const opening = `# Errors

Every failure has a code of a closed set. Programs branch on the code; the message is for people and models, and says what happened and what to do
next. ${writtenBy("error-docs.ts", "the tables in the code", "tables")}

- **May it have run** says whether the call may have had its effect. *Depends*: the code alone does not decide it, and the message says it.
- **Retry** says whether the same call, sent again later, can succeed without doing anything twice.
- **Exit** is the exit code of the command line. A server's own code that this page does not list ends it with ${exitCode.failed}.

| exit | meaning |
|---|---|
| ${exitCode.ok} | The command succeeded. |
| ${exitCode.failed} | The tool failed, or the call may have run, or \`doctor\` found something. |
| ${exitCode.usage} | The command line, or what it asks for, is not right. |
| ${exitCode.notSignedIn} | No user is signed in. |
| ${exitCode.unreachable} | What should answer did not, or the call waits for a person. Try again later, unless the call may have run. |
| ${exitCode.notAllowed} | The user may not do this. |
| ${exitCode.notConfirmed} | Nothing was done, because no person confirmed it. |
`;

function rowOf(code: string, { meaning, next, mayHaveRun, retryable, exit, statuses }: ErrorFacts, http: boolean) {
  const cells = [`\`${code}\``, meaning, next, mayHaveRun, retryable ? "yes" : "no"];
  return [...cells, http ? (statuses ?? []).join(", ") : String(exitCode[exit])];
}

function tableOf({ title, where, errors }: ErrorTable): string {
  const http = Object.values(errors).some(({ statuses }) => statuses !== undefined);
  const columns = ["code", "what happened", "next step", "may it have run", "retry", http ? "HTTP status" : "exit"];
  const rows = Object.entries(errors).map(([code, facts]) => rowOf(code, facts, http));
  return sectionOf({ title, about: where, columns, rows });
}

/** The page as the tables want it. */
export const errorPage = (): string => [opening, ...errorTables.map(tableOf)].join("\n");

export const errorPagePath = pathOf("docs/errors.md");

if (import.meta.main) writeFileSync(errorPagePath, errorPage());
