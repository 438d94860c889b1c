/**
 * `drawbridge bridge <server>`: what an agent launches. Byte pipe between the agent's stdio and the broker; it starts
 * in the time that Node needs to start, so it loads no dependency and nothing of the broker's.
 */
import { Bridge } from "./bridge/bridge.ts";
import { connectToBroker, readKey } from "./broker/ensure.ts";
import type { BridgeHello } from "./contracts/bridge.ts";
import { homeOf } from "./files/home.ts";
import { version } from "./kernel/version.ts";

export interface BridgeArguments {
  readonly server: string;
  readonly direct: BridgeHello["direct"];
  readonly home: string | undefined;
}

const usage =
  'Usage: drawbridge bridge <server> [--home FOLDER]\n       drawbridge bridge --url URL [--header "Name: value"]... [--home FOLDER]';

/**
 * Runs until the agent is gone. `argv` is what follows `bridge`. End of input, SIGINT and SIGTERM end the process at
 * once, by the system's own default, which nothing can hold up. The broker sees the connection close and
 * cancels what is still running.
 */
export async function runBridge(argv: readonly string[]): Promise<void> {
  const parsed = readArguments(argv);
  if (typeof parsed === "string") {
    process.stderr.write(`${parsed}\n${usage}\n`);
    process.exitCode = 2;
    return;
  }
  const home = homeOf(parsed.home);
  const cli = process.argv[1] ?? "";
  process.stdin.once("end", leave).once("close", leave).once("error", leave);
  process.stdout.once("error", leave);
  const bridge = new Bridge({
    input: process.stdin,
    output: process.stdout,
    connect: () => connectToBroker(home, cli),
    hello: () => `${JSON.stringify(helloOf(parsed, readKey(home)))}\n`,
    complain: (message) => process.stderr.write(`drawbridge: ${message}\n`),
  });
  await bridge.run();
}

/**
 * By the system's own hand: Node's exit waits for V8's threads, and one of those that wants memory waits for the main
 * thread (node 24, CollectionBarrier::AwaitCollectionBackground), for ever. Windows has no such signal.
 */
function leave(): void {
  if (process.platform === "win32") process.exit(0);
  process.kill(process.pid, "SIGTERM");
}

const helloOf = ({ server, direct }: BridgeArguments, key: string): BridgeHello => ({
  drawbridge: 1,
  version,
  key,
  server,
  ...(direct && { direct }),
  pid: process.ppid,
  ...folder(),
});

/** The agent's folder is the bridge's own; a folder that was removed is nobody's. */
function folder(): Pick<BridgeHello, "cwd"> {
  try {
    return { cwd: process.cwd() };
  } catch {
    return {};
  }
}

/** The arguments, or what is wrong with them. */
export function readArguments(argv: readonly string[]): BridgeArguments | string {
  let server: string | undefined;
  let url: string | undefined;
  let home: string | undefined;
  const headers: Record<string, string> = {};
  for (let i = 0; i < argv.length; i += 1) {
    const argument = argv[i] ?? "";
    if (!argument.startsWith("--")) {
      if (server !== undefined) return `Unexpected argument: ${argument}`;
      server = argument;
      continue;
    }
    i += 1;
    const value = argv[i];
    if (value === undefined) return `${argument} needs a value.`;
    if (argument === "--home") home = value;
    else if (argument === "--url") url = value;
    else if (argument === "--header") {
      const colon = value.indexOf(":");
      if (colon < 1) return '--header needs "Name: value".';
      headers[value.slice(0, colon).trim().toLowerCase()] = value.slice(colon + 1).trim();
    } else return `Unknown option: ${argument}`;
  }
  if (url !== undefined) {
    if (server !== undefined) return "Give either a server or --url.";
    if (!URL.canParse(url) || !/^https?:/.test(url)) return `Not an http or https URL: ${url}`;
    return { server: new URL(url).host, direct: { url, headers }, home };
  }
  if (server === undefined) return "Which server?";
  return { server, direct: undefined, home };
}
