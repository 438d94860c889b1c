/**
 * `drawbridge bridge <server>` is what an agent launches: a byte pipe between the agent's stdio and the broker. It must
 * start as fast as Node itself, so it loads no dependency and none of the broker's code.
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
 * once, by the system's own default, so nothing can delay the end. The broker sees that the connection closes, and
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
  const output = agentsOutput();
  process.stdin.once("end", leave).once("close", leave).once("error", leave);
  output.once("error", leave);
  let again = false;
  const bridge = new Bridge({
    input: process.stdin,
    output,
    async connect() {
      const socket = await connectToBroker(home, cli, { again });
      again = true;
      return socket;
    },
    hello: (again) => `${JSON.stringify({ ...helloOf(parsed, readKey(home)), again })}\n`,
    complain: (message) => process.stderr.write(`drawbridge: ${message}\n`),
  });
  await bridge.run();
}

/**
 * Standard output, for the agent alone. What another module of this process prints from now on goes to standard error:
 * NODE_OPTIONS can load one where no launcher started the bridge.
 */
function agentsOutput(): NodeJS.WriteStream {
  const { stdout } = process;
  const errors = { get: () => process.stderr };
  Object.defineProperty(process, "stdout", errors);
  // A console that has printed before holds the real output.
  Object.defineProperty(globalThis.console, "_stdout", errors);
  return stdout;
}

/**
 * Ends the process by the system's own SIGTERM. Node's exit can hang for ever: it waits for V8's threads, and such a
 * thread may itself wait for the main thread to get memory (node 24, CollectionBarrier::AwaitCollectionBackground).
 * Windows has no such signal.
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

/** The bridge's working folder, which is the agent's. Empty if that folder was removed. */
function folder(): Pick<BridgeHello, "cwd"> {
  try {
    return { cwd: process.cwd() };
  } catch {
    return {};
  }
}

/** The arguments, or a message that says what is wrong with them. */
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
