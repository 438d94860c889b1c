/** What `npm start` prints when everything runs. It is pure text, so that a test reads it as a person would. */

export interface Invitation {
  readonly registryUrl: string;
  /** The command line's program and first arguments, for an agent's configuration. */
  readonly cli: readonly string[];
  /** `--home FOLDER` where the home is not the default one, because agents do not pass the environment on. */
  readonly home: readonly string[];
  /** The server that the examples use. */
  readonly server: string;
}

/** Overwrites a table of the sample warehouse with itself. A person must still approve it. */
const overwriting = "CREATE OR REPLACE TABLE ads.campaigns AS SELECT * FROM ads.campaigns";

/** One of the failed jobs in the Spark server's samples (spark/samples). */
const failedJob = { app: "app-20261121145542-0000" };

/** The demo users, and what each of them can show. */
const people = [
  ["ada", "ads-eng", "may use everything, revenue metrics too"],
  ["ines", "infra", "may query, but not read revenue metrics"],
  ["finn", "finance", "is not allowed on Presto, and learns why"],
  ["omar", "no group", "is allowed nothing"],
] as const;

/** What `npm start` prints where people sign in at the user's own identity provider, whose users it does not know. */
export const signInStep = (registryUrl: string, home: readonly string[]): string =>
  `\nPeople sign in at your identity provider:\n  npx drawbridge login --registry ${registryUrl}${home.map((each) => ` ${each}`).join("")}\n`;

export function nextSteps({ registryUrl, cli, home, server }: Invitation): string {
  const [command = "", ...rest] = [...cli, "bridge", server, ...home];
  const line = [command, ...rest].join(" ");
  const name = `drawbridge-${server}`;
  const entry = { command, args: rest };
  const flags = home.length > 0 ? ` ${home.join(" ")}` : "";
  return [
    `Registry      ${registryUrl}`,
    "",
    `Demo users    npx drawbridge login --registry ${registryUrl} --as NAME${flags}`,
    ...people.map(([name, group, what]) => `  ${name.padEnd(6)}${group.padEnd(10)}${what}`),
    "",
    `Try a tool    npx drawbridge servers${flags}`,
    `              npx drawbridge tools ${server}${flags}`,
    `              npx drawbridge call ${server} query --args '{"sql":"SELECT count(*) FROM ads.events"}'${flags}`,
    "",
    "Why did a Spark job fail?   (a few real ones are bundled: call spark find_apps lists them)",
    `              npx drawbridge call spark diagnose_app --args '${JSON.stringify(failedJob)}'${flags}`,
    "",
    "Be asked      (the call waits and prints where to decide: sign in there as ada, look, approve)",
    `              npx drawbridge call ${server} write_query --args '${JSON.stringify({ sql: overwriting })}'${flags}`,
    `              npx drawbridge approvals${flags}`,
    "",
    "Connect your agents   (shows what it would change in each one's file, and asks first)",
    `              npx drawbridge agents add${flags}`,
    "or by hand:",
    `  Claude Code   claude mcp add ${name} -- ${line}`,
    `  Codex         codex mcp add ${name} -- ${line}`,
    `  Cursor        ~/.cursor/mcp.json: ${JSON.stringify({ mcpServers: { [name]: entry } })}`,
    `  VS Code       code --add-mcp '${JSON.stringify({ name, ...entry })}'`,
    "",
  ].join("\n");
}
