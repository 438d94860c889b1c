/** A real HAProxy, as a company has one at the border of its network. Installed from Debian's packages where it is missing and we may. */
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { existsSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { join } from "node:path";
import { until } from "../clocks/until.ts";

const program = "/usr/sbin/haproxy";

/** Null where none is installed; the caller says so. */
export function haproxy(): string | null {
  return existsSync(program) || (installed() && existsSync(program)) ? program : null;
}

function installed(): boolean {
  if (process.getuid?.() !== 0 || !existsSync("/usr/bin/apt-get")) return false;
  process.stderr.write("Installing HAProxy from the system's packages (once, some seconds)\n");
  const apt = (...args: string[]) => spawnSync("apt-get", ["-qq", ...args], { stdio: ["ignore", "ignore", "inherit"] });
  return apt("update").status === 0 && apt("install", "--yes", "--no-install-recommends", "haproxy").status === 0;
}

const defaults = `
defaults
  timeout connect 5s
  timeout client 60s
  timeout server 60s
`;

/** Runs it with these frontends and backends, and resolves once it accepts connections at `port`. Its files are in `folder`. */
export async function startHaproxy(
  at: string,
  { folder, config, port }: { readonly folder: string; readonly config: string; readonly port: number },
): Promise<{ close(): Promise<void> }> {
  const file = join(folder, "haproxy.cfg");
  writeFileSync(file, `${defaults}${config}`);
  const child: ChildProcess = spawn(at, ["-db", "-f", file], { stdio: ["ignore", "ignore", "pipe"] });
  let messages = "";
  child.stderr?.setEncoding("utf8").on("data", (text: string) => {
    messages += text;
  });
  await until("HAProxy accepts connections", async () => {
    if (child.exitCode !== null) throw new Error(`HAProxy ended: ${messages}`);
    const socket = connect(port, "127.0.0.1");
    const accepted = await once(socket, "connect").then(
      () => true,
      () => false,
    );
    socket.destroy();
    return accepted;
  });
  return {
    async close() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const ended = once(child, "exit");
      child.kill("SIGKILL");
      await ended;
    },
  };
}
