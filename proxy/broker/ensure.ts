/**
 * Connects to the user's broker, and starts it if none runs. The bridge and the CLI share this file, so it loads only
 * Node's own modules, and the rarely needed ones only when they are needed.
 */

import { lstatSync, mkdirSync, readFileSync } from "node:fs";
import { connect, type Socket } from "node:net";
import { dirname, join } from "node:path";
import { type LockAttempt, tryLock } from "@drawbridge/contracts/file-lock";
import { systemErrorCode } from "@drawbridge/contracts/system-error";
import type { Home } from "../files/home.ts";
import { ProxyError } from "../kernel/errors.ts";
import { behindLink } from "./symbolic-link.ts";

/**
 * How long (ms) a starter may take before another one tries. It covers Node's start, a busy machine and a cold disk. In
 * the worst case a second starter starts a broker that finds the first one and ends.
 */
const starterTimeoutMs = 5_000;
const pollIntervalMs = 10;

/**
 * Returns a connection to the broker. `cli` is the script whose `broker` command runs it. Of any number of callers, one
 * starts the broker and the others wait. Throws ProxyError `unreachable` with the reason, after `timeoutMs`. With
 * `again`, the caller was connected before; then no broker is started in a home that was removed since.
 */
export async function connectToBroker(
  home: Home,
  cli: string,
  { timeoutMs = 10_000, again = false } = {},
): Promise<Socket> {
  const deadline = Date.now() + timeoutMs;
  let start: Start | null = null;
  let reason = "";
  try {
    for (;;) {
      const socket = await tryConnect(home.endpoint);
      if (socket !== null) return socket;
      if (start?.failed) {
        reason = start.failed();
        if (reason) break;
      }
      if (again && lstatSync(home.keyFile, { throwIfNoEntry: false }) === undefined) throw removed(home);
      start ??= await startUnlessStarting(home, cli);
      if (Date.now() > deadline) break;
      await new Promise((done) => setTimeout(done, pollIntervalMs));
    }
  } finally {
    start?.release();
  }
  throw new ProxyError(
    "unreachable",
    `Drawbridge's broker could not be started${reason ? `: ${reason.replace(/\.$/, "")}` : ` within ${timeoutMs / 1000} s`}. See ${home.brokerLog}, then try again.`,
  );
}

const removed = ({ keyFile }: Home): ProxyError =>
  new ProxyError(
    "unreachable",
    `Drawbridge was removed from this machine (${keyFile} is gone). Restart this agent once it is installed again.`,
  );

/** The codes that mean that no broker listens. ECONNRESET and EPIPE come from a broker that is just ending. */
const notListeningCodes = new Set(["ENOENT", "ECONNREFUSED", "ECONNRESET", "EPIPE"]);

/**
 * Connects to a listening broker; null if none listens. Throws if the endpoint's folder does not belong to this user
 * alone.
 */
export async function tryConnect(endpoint: string): Promise<Socket | null> {
  if (!trustedFolder(endpoint)) return null;
  return new Promise((resolve, reject) => {
    const socket = connect(endpoint);
    const failed = (error: NodeJS.ErrnoException) => {
      if (error.code !== undefined && notListeningCodes.has(error.code)) resolve(null);
      // The listener's queue is full. The broker is alive, so try again.
      else if (error.code === "EAGAIN") setTimeout(() => tryConnect(endpoint).then(resolve, reject), pollIntervalMs);
      else {
        const message = `Drawbridge's broker cannot be reached: ${error.message}.`;
        reject(new ProxyError("unreachable", message, { cause: error }));
      }
    };
    socket.once("error", failed);
    socket.once("connect", () => {
      socket.off("error", failed);
      resolve(socket);
    });
  });
}

/** The per-user key that the broker made. Throws ProxyError if it cannot be read. */
export function readKey(home: Home): string {
  try {
    return readFileSync(home.keyFile, "utf8").trim();
  } catch (cause) {
    throw new ProxyError("unreachable", `Drawbridge's key in ${home.folder} cannot be read.`, { cause });
  }
}

/**
 * Whether the endpoint's folder exists. A process that can write there could listen in the broker's place and get the
 * key. So a folder that belongs to another user, or that others may enter, is refused.
 */
function trustedFolder(endpoint: string): boolean {
  if (process.platform === "win32") return true;
  const folder = dirname(endpoint);
  const facts = lstatSync(folder, { throwIfNoEntry: false });
  if (facts?.isSymbolicLink()) throw behindLink(folder);
  if (!facts?.isDirectory()) return false;
  // If the folder is the user's but others may enter it, the broker makes it private when it starts.
  if (facts.uid === process.getuid?.()) return (facts.mode & 0o077) === 0;
  throw new ProxyError(
    "unreachable",
    `${folder} belongs to another user. Remove it, or set DRAWBRIDGE_HOME to a folder of yours.`,
  );
}

interface Start {
  /** Why the broker that we started ended without serving; empty while it has not ended. */
  failed(): string;
  release(): void;
}

/** Starts a broker; null if another process is just starting one. */
async function startUnlessStarting(home: Home, cli: string): Promise<Start | null> {
  let lock: LockAttempt;
  try {
    mkdirSync(home.folder, { recursive: true, mode: 0o700 });
    lock = tryLock(join(home.folder, "broker.starting"), starterTimeoutMs);
    if (lock.kind === "held") return null;
  } catch (error) {
    const code = systemErrorCode(error);
    const why = code === undefined ? "" : ` (${code})`;
    throw new ProxyError(
      "unreachable",
      `Drawbridge cannot write to ${home.folder}${why}. \`drawbridge doctor\` shows what to do.`,
      { cause: error },
    );
  }
  const { release } = lock;
  const { spawn } = await import("node:child_process");
  const [command, ...args] = orphaned(
    [process.execPath, ...lowMemory.flags, cli, "broker", "--home", home.folder],
    process.platform,
  );
  const child = spawn(command, args, {
    cwd: home.folder,
    detached: true,
    env: { ...brokerEnvironment(process.env, process.versions.electron !== undefined), ...lowMemory.environment },
    stdio: ["ignore", "ignore", "pipe"],
    windowsHide: true,
  });
  let output = "";
  let failure = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    output = (output + text).slice(-2_000);
  });
  child.once("error", (error) => {
    failure = error.message;
  });
  // The broker holds standard error open as long as it lives. A broker that found another one ends without a message.
  child.stderr.once("end", () => {
    failure =
      output
        .trim()
        .split("\n")[0]
        ?.replace(/^drawbridge: /, "") ?? "";
  });
  child.unref();
  return {
    failed: () => failure,
    release: () => {
      release();
      child.stderr.destroy();
    },
  };
}

/**
 * Starts the broker through a shell that ends at once, so that the broker is not a descendant of the bridge. Some
 * agents end a bridge with all of its descendants, and that must not end the other agents' calls.
 */
function orphaned(command: readonly [string, ...string[]], platform: NodeJS.Platform): readonly [string, ...string[]] {
  return platform === "win32" ? command : ["/bin/sh", "-c", '"$@" &', "sh", ...command];
}

/**
 * Settings that keep a broker's process small from its start: how much room young garbage gets (MB), for which Node
 * would take 48; and that glibc returns freed read buffers (64 KiB each) to the system instead of keeping them.
 */
export const lowMemory = {
  flags: ["--max-semi-space-size=4"],
  environment: { MALLOC_MMAP_THRESHOLD_: "65536" },
} as const;

/**
 * The variables of an agent's environment that a broker gets: enough to find the network and the keyring, never an
 * agent's secrets.
 */
const passedOn =
  /^(HOME|USER|LOGNAME|PATH|SHELL|LANG|LC_.*|TZ|TMPDIR|TEMP|TMP|DISPLAY|XDG_.*|DBUS_SESSION_BUS_ADDRESS|KRB5.*|NODE_EXTRA_CA_CERTS|SSL_CERT_(FILE|DIR)|(HTTPS?|ALL|NO)_PROXY|DRAWBRIDGE_(?!HOME$).*|SYSTEMROOT|WINDIR|APPDATA|LOCALAPPDATA|USERPROFILE|HOMEDRIVE|HOMEPATH|PROGRAMDATA|COMSPEC|PATHEXT)$/i;

export function brokerEnvironment(environment: NodeJS.ProcessEnv, electron: boolean): NodeJS.ProcessEnv {
  const passed = Object.entries(environment).filter(([name]) => passedOn.test(name));
  return { ...Object.fromEntries(passed), ...(electron && { ELECTRON_RUN_AS_NODE: "1" }) };
}
