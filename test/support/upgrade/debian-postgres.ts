/**
 * Debian's Postgres (packages postgresql and postgresql-client), because the one from npm has no pg_dump. It is installed
 * where it is missing and the tests may install it.
 */
import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readdirSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import pg from "pg";
import { commandUnder, postgresAccount } from "../../../reference-servers/platform/postgres/account.ts";
import { until } from "../clocks/until.ts";
import { freePort } from "../network/listening.ts";

const run = promisify(execFile);
const root = "/usr/lib/postgresql";

export interface DebianPostgres {
  /** The newest of its programs, such as pg_dump, by name. */
  program(name: string): string;
  /** The address of a new, empty database, as the superuser. */
  freshDatabase(name: string): Promise<string>;
  stop(): Promise<void>;
}

/** Starts a cluster of its own in a temporary folder. */
export async function startDebianPostgres(): Promise<DebianPostgres> {
  const programs = await programsFolder();
  const folder = await mkdtemp(join(tmpdir(), "drawbridge-debian-postgres-"));
  const account = await postgresAccount();
  const data = join(folder, "data");
  const under = (name: string, args: readonly string[]) => commandUnder(account, join(programs, name), args);
  const [initdb, args] = under("initdb", [
    `--pgdata=${data}`,
    "--username=postgres",
    "--auth=trust",
    "--locale=C.UTF-8",
  ]);
  await run(initdb, args);
  const port = await freePort();
  const settings = ["listen_addresses=127.0.0.1", "unix_socket_directories=", "shared_buffers=16MB", "fsync=off"];
  const [command, flags] = under("postgres", [
    "-D",
    data,
    "-p",
    String(port),
    ...settings.flatMap((each) => ["-c", each]),
  ]);
  const postmaster = spawn(command, flags, { stdio: "ignore" });
  const at = `postgres://postgres@127.0.0.1:${port}`;
  const ask = async (statement: string): Promise<void> => {
    const client = new pg.Client(`${at}/postgres`);
    await client.connect();
    await client.query(statement).finally(() => client.end());
  };
  await until(
    "Postgres accepts connections",
    () =>
      ask("select 1").then(
        () => true,
        () => false,
      ),
    30_000,
  );
  return {
    program: (name) => join(programs, name),
    async freshDatabase(name) {
      await ask(`create database ${name}`);
      return `${at}/${name}`;
    },
    async stop() {
      const ended = once(postmaster, "exit");
      postmaster.kill("SIGINT");
      await ended;
      await rm(folder, { recursive: true });
    },
  };
}

async function programsFolder(): Promise<string> {
  if (!existsSync(root)) await run("apt-get", ["install", "-y", "--no-install-recommends", "postgresql"]);
  const [newest] = readdirSync(root).toSorted((a, b) => Number(b) - Number(a));
  return join(root, newest ?? "", "bin");
}
