/**
 * One data folder of the embedded Postgres, with its files and programs: how it is created, started, and found after a
 * crash.
 */

import { type ChildProcess, execFile, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { access, readFile, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";
import { writeOnce } from "@drawbridge/contracts/atomic-file";
import { isAlive } from "@drawbridge/contracts/file-lock";
import { type Account, commandUnder } from "./account.ts";
import type { Programs } from "./binaries.ts";
import { PostgresError } from "./error.ts";

const run = promisify(execFile);

export interface Cluster {
  readonly folder: string;
  readonly programs: Programs;
  readonly account: Account | null;
}

/** A running postmaster. Its owner may have ended, or may still run. */
export interface Postmaster {
  readonly pid: number;
  readonly port: number;
  /** The process that started it; null where another tool started it. */
  readonly owner: number | null;
}

const dataFolder = ({ folder }: Cluster): string => join(folder, "data");

/** Postgres gets nothing from the caller's environment: neither PG… variables nor secrets. */
const environment = Object.fromEntries(
  ["PATH", "SystemRoot", "TEMP"].flatMap((name) =>
    process.env[name] === undefined ? [] : [[name, process.env[name]]],
  ),
);

/** The superuser's password: random, made once, in a file beside the data (mode 0600). */
export const clusterPassword = ({ folder }: Cluster): Promise<string> =>
  writeOnce(passwordFile(folder), randomBytes(24).toString("base64url"));

export const exists = (cluster: Cluster): Promise<boolean> =>
  access(join(dataFolder(cluster), "PG_VERSION")).then(
    () => true,
    () => false,
  );

/** Makes the data folder completely or not at all, so that the next start repeats an interrupted one. */
export async function create(cluster: Cluster): Promise<void> {
  const unfinished = join(cluster.folder, "data.new");
  await rm(unfinished, { recursive: true, force: true });
  const [command, args] = commandUnder(cluster.account, cluster.programs.initdb, [
    `--pgdata=${unfinished}`,
    "--username=postgres",
    `--pwfile=${passwordFile(cluster.folder)}`,
    "--auth=scram-sha-256",
    "--encoding=UTF8",
    // Postgres' own collation sorts in the same order on every system.
    "--locale=C",
    "--locale-provider=builtin",
    "--builtin-locale=C.UTF-8",
  ]);
  await run(command, args, { env: environment }).catch((cause: unknown) => {
    throw new PostgresError(
      "not-created",
      `The database could not be created in ${cluster.folder}. ${messageOf(cause)}`,
      {
        cause,
      },
    );
  });
  await rename(unfinished, dataFolder(cluster));
}

/** The postmaster that holds the folder now; null where none does. Lines of postmaster.pid: pid, folder, start, port. */
export async function postmasterOf(cluster: Cluster): Promise<Postmaster | null> {
  const lock = await readFile(join(dataFolder(cluster), "postmaster.pid"), "utf8").catch(() => "");
  const [pid = "", , , port = ""] = lock.split("\n");
  if (!/^\d+$/.test(pid) || !/^\d+$/.test(port) || !isAlive(Number(pid))) return null;
  const options = await readFile(join(dataFolder(cluster), "postmaster.opts"), "utf8").catch(() => "");
  const owner = /cluster_name=drawbridge-(\d+)/.exec(options)?.[1];
  return { pid: Number(pid), port: Number(port), owner: owner === undefined ? null : Number(owner) };
}

/** Starts the postmaster and resolves when it accepts connections. Throws PostgresError `in-use` or `not-started`. */
export async function start(cluster: Cluster, port: number): Promise<ChildProcess> {
  const settings = {
    listen_addresses: "127.0.0.1",
    unix_socket_directories: "",
    // postmasterOf reads the owner from this name.
    cluster_name: `drawbridge-${process.pid}`,
    // The statements of people stay out of the log, even where they fail.
    log_min_error_statement: "panic",
    // For a stack on a laptop: a few connections, little data.
    shared_buffers: "16MB",
    max_connections: "40",
    io_method: "sync",
  };
  const flags = Object.entries(settings).flatMap(([name, value]) => ["-c", `${name}=${value}`]);
  const args = ["-D", dataFolder(cluster), "-p", String(port), ...flags];
  // It gets its own process group, because a Ctrl-C in the terminal must not stop it before the parts that use it have
  // drained.
  const spawned = spawn(...commandUnder(cluster.account, cluster.programs.postgres, args), {
    env: environment,
    detached: true,
    stdio: ["ignore", "ignore", "pipe"],
    windowsHide: true,
  });
  const log: string[] = [];
  const ready = new Promise<void>((resolve, reject) => {
    spawned.once("error", reject);
    spawned.once("exit", () => reject(new Error(log.slice(-3).join(" "))));
    createInterface({ input: spawned.stderr }).on("line", (line) => {
      log.splice(0, log.length - 20);
      log.push(line);
      if (line.includes("database system is ready to accept connections")) resolve();
    });
  });
  await ready.catch((cause: unknown) => {
    const code = log.some((line) => line.includes("postmaster.pid")) ? "in-use" : "not-started";
    throw new PostgresError(code, `Postgres could not start in ${cluster.folder}. ${messageOf(cause)}`, { cause });
  });
  return spawned;
}

/** Stops the postmaster at once but cleanly ("fast": running statements are ended, everything is written). */
export async function stop(postmaster: ChildProcess): Promise<void> {
  if (postmaster.exitCode !== null || postmaster.signalCode !== null) return;
  const ended = once(postmaster, "exit");
  postmaster.kill("SIGINT");
  await ended;
}

/** The same for a postmaster that this process did not start. */
export async function stopLeftover(cluster: Cluster, { pid }: Postmaster): Promise<void> {
  process.kill(pid, "SIGINT");
  while ((await postmasterOf(cluster)) !== null) await sleep(20);
}

const passwordFile = (folder: string): string => join(folder, "password");

const messageOf = (cause: unknown): string => (cause instanceof Error ? cause.message.trim() : String(cause));
