/**
 * Podman, with images and containers of the tests' own in the cache folder: what a person of this machine has in podman is
 * not seen. Installed from Debian's packages where it is missing and we may.
 */
import { execFile, execFileSync, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import type { Builder } from "../../../scripts/images.ts";
import { cacheFolder } from "../machine/fetched.ts";

const run = promisify(execFile);

/** The programs that containers need here, by the Debian package that has each. */
const needed = {
  podman: "podman",
  runc: "runc",
  "/usr/lib/podman/netavark": "netavark",
  "/usr/lib/podman/aardvark-dns": "aardvark-dns",
  "/usr/libexec/podman/catatonit": "catatonit",
  iptables: "iptables",
  busybox: "busybox-static",
} as const;

/** Why there are no containers here; null where there are. Installs what is missing where it may. */
export function whyNoContainers(): string | null {
  if (process.platform !== "linux") return "containers need Linux";
  if (process.getuid?.() !== 0) return "the network of the containers needs root";
  if (missing().length > 0 && !installed(missing())) return `${missing().join(", ")} cannot be installed here`;
  const { status, stderr } = spawnSync("podman", ["info"], { env: podmanEnvironment(), encoding: "utf8" });
  return status === 0 ? null : `podman does not work here: ${stderr.trim().split("\n").at(-1)}`;
}

const missing = (): readonly string[] =>
  Object.entries(needed).flatMap(([program, packageName]) => (isThere(program) ? [] : [packageName]));

const isThere = (program: string): boolean =>
  program.startsWith("/")
    ? [
        program,
        program.replace("/usr/lib/", "/usr/libexec/"),
        program.replace("/usr/libexec/podman/", "/usr/bin/"),
      ].some(existsSync)
    : spawnSync("which", [program]).status === 0;

function installed(packages: readonly string[]): boolean {
  if (!existsSync("/usr/bin/apt-get")) return false;
  process.stderr.write(`Installing ${packages.join(", ")} from the system's packages (once, about a minute)\n`);
  const apt = (...args: string[]) => spawnSync("apt-get", ["-qq", ...args], { stdio: ["ignore", "ignore", "inherit"] });
  return apt("update").status === 0 && apt("install", "--yes", "--no-install-recommends", ...packages).status === 0;
}

/**
 * `runc`, because crun refuses hybrid control groups; no default limits, because raising one needs a capability that
 * a machine in a container does not have.
 */
const containersConf = `[containers]
default_ulimits=[]
[engine]
runtime="runc"
events_logger="file"
cgroup_manager="cgroupfs"
[network]
network_backend="netavark"
`;

const storageConf = (folder: string): string => `[storage]
driver="overlay"
graphroot="${join(folder, "storage")}"
runroot="/run/drawbridge-test-containers"
`;

let environment: NodeJS.ProcessEnv | undefined;

/** The environment in which podman is run. Its files are written once in a process, because another podman may read them. */
export function podmanEnvironment(): NodeJS.ProcessEnv {
  environment ??= writeConfiguration(join(cacheFolder(), "containers"));
  return environment;
}

function writeConfiguration(folder: string): NodeJS.ProcessEnv {
  mkdirSync(folder, { recursive: true });
  const [containers, storage] = [join(folder, "containers.conf"), join(folder, "storage.conf")];
  for (const [file, text] of [
    [containers, containersConf],
    [storage, storageConf(folder)],
  ] as const) {
    const unfinished = `${file}.${process.pid}`;
    writeFileSync(unfinished, text);
    renameSync(unfinished, file);
  }
  return { ...process.env, CONTAINERS_CONF: containers, CONTAINERS_STORAGE_CONF: storage };
}

/** Runs podman to its end, and returns what it printed. Throws with its message. */
export async function podman(...args: readonly string[]): Promise<string> {
  const { stdout } = await run("podman", args, { env: podmanEnvironment(), maxBuffer: 64 * 2 ** 20 });
  return stdout.trim();
}

/** What a container wrote last, to both of its outputs. */
export async function podmanLog(container: string): Promise<string> {
  const { stdout, stderr } = await run("podman", ["logs", "--tail", "40", container], { env: podmanEnvironment() });
  return `${stdout}${stderr}`;
}

/** Runs podman in this thread, for what must happen before the process ends. */
export function podmanNow(...args: readonly string[]): void {
  execFileSync("podman", args, { env: podmanEnvironment(), stdio: "ignore" });
}

/** For scripts/images.ts, which knows nothing of the tests' own images. */
export const builder = (): Builder => {
  const { CONTAINERS_CONF, CONTAINERS_STORAGE_CONF } = podmanEnvironment();
  return ["env", `CONTAINERS_CONF=${CONTAINERS_CONF}`, `CONTAINERS_STORAGE_CONF=${CONTAINERS_STORAGE_CONF}`, "podman"];
};
