/**
 * Where a user's Drawbridge keeps its files. The bridge reads this too, so this file has no dependency.
 * The order is `--home`, then DRAWBRIDGE_HOME, then ~/.drawbridge. Agents remove most of the environment, so their
 * bridges get the last one.
 */
import { createRequire } from "node:module";
import { homedir, userInfo } from "node:os";
import { posix, win32 } from "node:path";

export interface Home {
  readonly folder: string;
  /** Unix socket path, or pipe name on Windows. */
  readonly endpoint: string;
  /** 0600 file with the per-user key of boundary 2. */
  readonly keyFile: string;
  /** The registry's URL and what its /.well-known/drawbridge said. */
  readonly configFile: string;
  /** The proxies and authorities with which a sign-in succeeded. */
  readonly networkFile: string;
  /** The session, if no OS keyring is available (0600). */
  readonly secretFile: string;
  /** The last known catalogue and tool lists. */
  readonly catalogueFile: string;
  /** Up to which entry each registry's audit was verified, and the hash of that entry. */
  readonly auditFile: string;
  readonly brokerLog: string;
}

/**
 * Unix socket paths are limited to 104 bytes on macOS and 108 on Linux (sockaddr_un). The broker adds its process id
 * for a moment.
 */
const maxSocketPathBytes = 90;

/** `platform` and `userFolder` are this machine's, except in a test. */
export function homeOf(
  flag?: string,
  environment: NodeJS.ProcessEnv = process.env,
  platform: NodeJS.Platform = process.platform,
  userFolder: string = homedir(),
): Home {
  const { join, resolve } = pathsOf(platform);
  // An empty variable counts as none: a relative home would lie where the program happens to be started.
  const named = environment.DRAWBRIDGE_HOME === "" ? undefined : environment.DRAWBRIDGE_HOME;
  const folder = resolve(flag ?? named ?? join(userFolder, ".drawbridge"));
  return {
    folder,
    endpoint: endpointOf(folder, platform),
    keyFile: join(folder, "key"),
    configFile: join(folder, "config.json"),
    networkFile: join(folder, "network.json"),
    secretFile: join(folder, "session.json"),
    catalogueFile: join(folder, "catalogue.json"),
    auditFile: join(folder, "audit-heads.json"),
    brokerLog: join(folder, "broker.log"),
  };
}

const pathsOf = (platform: NodeJS.Platform) => (platform === "win32" ? win32 : posix);

/**
 * The local endpoint for a home folder. On Windows it is a pipe that is named by the folder's digest; upper and lower
 * case name the same folder there. Elsewhere it is a socket in the folder, or in a short 0700 folder if the path would
 * be too long.
 */
export function endpointOf(folder: string, platform: NodeJS.Platform): string {
  if (platform === "win32") return `\\\\.\\pipe\\drawbridge-${digestOf(folder.toLowerCase())}`;
  const { join } = pathsOf(platform);
  const inside = join(folder, "broker.sock");
  if (Buffer.byteLength(inside) <= maxSocketPathBytes) return inside;
  // Not in the environment's temporary folder: agents remove TMPDIR, and all programs must use the same path.
  return join("/tmp", `drawbridge-${userInfo().uid}`, `${digestOf(folder)}.sock`);
}

/** Loads node:crypto only if a digest is needed, because loading it takes a tenth of a bridge's start time. */
function digestOf(folder: string): string {
  const { createHash }: typeof import("node:crypto") = createRequire(import.meta.url)("node:crypto");
  return createHash("sha256").update(folder).digest("hex").slice(0, 16);
}
