/**
 * Where a user's Drawbridge lives on disk. The bridge reads this too, so nothing here has a dependency.
 * Order: `--home`, then DRAWBRIDGE_HOME, then ~/.drawbridge; agents strip the environment, so the last is what they get.
 */
import { createRequire } from "node:module";
import { homedir, userInfo } from "node:os";
import { join, resolve } from "node:path";

export interface Home {
  readonly folder: string;
  /** Unix socket path, or pipe name on Windows. */
  readonly endpoint: string;
  /** 0600 file with the per-user key of boundary 2. */
  readonly keyFile: string;
  /** The registry's URL and what its /.well-known/drawbridge said. */
  readonly configFile: string;
  /** Proxies and authorities with which a sign-in worked. */
  readonly networkFile: string;
  /** The session where no OS keyring is to be had (0600). */
  readonly secretFile: string;
  /** Last known catalogue and tool lists. */
  readonly catalogueFile: string;
  /** How far each registry's audit was verified, and the hash it had there. */
  readonly auditFile: string;
  readonly brokerLog: string;
}

/** Unix socket paths are cut at 104 bytes on macOS and 108 on Linux (sockaddr_un); the broker adds its process id for a moment. */
const maxSocketPathBytes = 90;

export function homeOf(flag?: string, environment: NodeJS.ProcessEnv = process.env): Home {
  const folder = resolve(flag ?? environment.DRAWBRIDGE_HOME ?? join(homedir(), ".drawbridge"));
  return {
    folder,
    endpoint: endpointOf(folder, process.platform),
    keyFile: join(folder, "key"),
    configFile: join(folder, "config.json"),
    networkFile: join(folder, "network.json"),
    secretFile: join(folder, "session.json"),
    catalogueFile: join(folder, "catalogue.json"),
    auditFile: join(folder, "audit-heads.json"),
    brokerLog: join(folder, "broker.log"),
  };
}

/** The local endpoint for a home folder: a pipe named by its digest on Windows, else a socket in it, or in a short 0700 folder. */
export function endpointOf(folder: string, platform: NodeJS.Platform): string {
  if (platform === "win32") return `\\\\.\\pipe\\drawbridge-${digestOf(folder)}`;
  const inside = join(folder, "broker.sock");
  if (Buffer.byteLength(inside) <= maxSocketPathBytes) return inside;
  // Not the environment's temporary folder: agents strip TMPDIR, and all must meet at one place.
  return join("/tmp", `drawbridge-${userInfo().uid}`, `${digestOf(folder)}.sock`);
}

/** Loads node:crypto only where a digest is needed: it is a tenth of the time in which a bridge starts. */
function digestOf(folder: string): string {
  const { createHash }: typeof import("node:crypto") = createRequire(import.meta.url)("node:crypto");
  return createHash("sha256").update(folder).digest("hex").slice(0, 16);
}
