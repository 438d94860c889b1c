/** Which program of this machine listens at a port. Only Linux shows it in files (proc(5)); elsewhere a command does. */
import { readdirSync, readFileSync, readlinkSync } from "node:fs";
import { basename } from "node:path";

/** `process 4711 (node) has it`, or how the person finds out. For the end of a sentence. */
export function listenerAt(port: number, platform: NodeJS.Platform = process.platform): string {
  if (platform === "win32") return `another program has it (find it with: netstat -ano | findstr :${port})`;
  if (platform !== "linux") return `another program has it (find it with: lsof -nP -iTCP:${port} -sTCP:LISTEN)`;
  const pid = pidWith(socketsAt(port));
  if (pid === null) return "a program of another user has it";
  const name = nameOf(pid);
  return name === null ? `process ${pid} has it` : `process ${pid} (${name}) has it`;
}

/** In the tables of TCP sockets: the local address, the state and the inode. */
const row = /^ *\d+: [0-9A-F]+:([0-9A-F]{4}) \S+ ([0-9A-F]{2}) \S+ \S+ \S+ +\d+ +\d+ (\d+)/;
const listeningState = "0A";

function socketsAt(port: number): ReadonlySet<string> {
  const rows = ["/proc/net/tcp", "/proc/net/tcp6"].flatMap((table) => read(table).split("\n"));
  const sockets = new Set<string>();
  for (const line of rows) {
    const [, local = "", state, inode] = row.exec(line) ?? [];
    if (Number.parseInt(local, 16) === port && state === listeningState) sockets.add(`socket:[${inode}]`);
  }
  return sockets;
}

function pidWith(sockets: ReadonlySet<string>): string | null {
  for (const pid of list("/proc")) {
    if (!/^\d+$/.test(pid)) continue;
    if (list(`/proc/${pid}/fd`).some((file) => sockets.has(link(`/proc/${pid}/fd/${file}`)))) return pid;
  }
  return null;
}

/** The program's file. Its arguments are left out, because they may hold secrets; only our own command is recognized. */
function nameOf(pid: string): string | null {
  const [, script = "", command] = read(`/proc/${pid}/cmdline`).split("\0");
  if (command === "login" && /^(cli\.js|drawbridge)$/.test(basename(script))) return "another `drawbridge login`";
  return basename(link(`/proc/${pid}/exe`)) || null;
}

/** Processes end while they are listed, and those of other users are closed: both read as empty. */
function read(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return "";
  }
}

function list(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function link(file: string): string {
  try {
    return readlinkSync(file);
  } catch {
    return "";
  }
}
