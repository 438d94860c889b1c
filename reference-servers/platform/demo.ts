/**
 * The demo after the stack is up: it signs in `ada` and asks a first question exactly as an agent would, by starting
 * `drawbridge bridge presto` and speaking MCP over its stdio.
 */
import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { Client } from "@modelcontextprotocol/client";
import { StdioClientTransport } from "@modelcontextprotocol/client/stdio";
import { z } from "zod";

const run = promisify(execFile);
const cli = fileURLToPath(new URL("../../proxy/bin/drawbridge.js", import.meta.url));

export const demoUser = "ada";
export const demoServer = "presto";
const firstQuestion =
  "SELECT channel, count(*) AS events, round(sum(revenue_usd), 2) AS revenue_usd FROM ads.events GROUP BY channel ORDER BY revenue_usd DESC";

const Configured = z.object({ registry: z.string() });
const Answer = z.object({
  columns: z.array(z.object({ name: z.string() })),
  rows: z.array(z.array(z.union([z.string(), z.number(), z.boolean(), z.null()]))),
});

export interface DemoAnswer {
  readonly sql: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** The command that starts the command line from an agent's configuration. */
export const cliCommand: readonly string[] = ["node", cli];

/** `--home FOLDER` where the home is not the default one. */
export const homeFlag = (home: string): readonly string[] =>
  home === join(homedir(), ".drawbridge") ? [] : ["--home", home];

/** Signs the demo user in. Refuses to replace a session with another company's registry. */
export async function signInDemoUser(registryUrl: string, home: string): Promise<void> {
  const other = await registryOf(home);
  if (other !== null && !other.startsWith("http://127.0.0.1:")) {
    throw new Error(
      `This home is signed in to ${other}. The demo leaves that alone: set DRAWBRIDGE_HOME to another folder, or run npm run stack.`,
    );
  }
  await drawbridge(["login", "--registry", registryUrl, "--as", demoUser], home);
}

/** Ends the demo's broker, so that `npm start` leaves no process running. */
export async function endBroker(home: string): Promise<void> {
  await drawbridge(["broker", "--stop"], home);
}

/** Asks the first question through the stdio bridge. */
export async function askFirstQuestion(home: string): Promise<DemoAnswer> {
  const transport = new StdioClientTransport({
    command: process.execPath,
    args: [cli, "bridge", demoServer, "--home", home],
    stderr: "inherit",
  });
  const client = new Client({ name: "drawbridge-demo", version: "0.1.0" });
  await client.connect(transport);
  try {
    const result = await client.callTool({ name: "query", arguments: { sql: firstQuestion } });
    if (result.isError === true) throw new Error(`The first query failed: ${JSON.stringify(result.content)}`);
    const { columns, rows } = Answer.parse(result.structuredContent);
    return {
      sql: firstQuestion,
      columns: columns.map((column) => column.name),
      rows: rows.map((row) => row.map(String)),
    };
  } finally {
    await client.close();
  }
}

async function drawbridge(args: readonly string[], home: string): Promise<string> {
  const { stdout } = await run(process.execPath, [cli, ...args, "--home", home]);
  return stdout;
}

async function registryOf(home: string): Promise<string | null> {
  try {
    return Configured.parse(JSON.parse(await readFile(join(home, "config.json"), "utf8"))).registry;
  } catch {
    return null;
  }
}
