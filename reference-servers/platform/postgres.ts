/**
 * The embedded default database: a real Postgres on loopback, in its own folder. In production the operator sets
 * DATABASE_URL instead, and the same SQL runs there.
 */

import { createHmac } from "node:crypto";
import { createServer } from "node:net";
import { isAlive } from "@drawbridge/contracts/file-lock";
import pg from "pg";
import { postgresAccount } from "./postgres/account.ts";
import { postgresPrograms } from "./postgres/binaries.ts";
import {
  type Cluster,
  clusterPassword,
  create,
  exists,
  postmasterOf,
  start,
  stop,
  stopLeftover,
} from "./postgres/cluster.ts";
import { PostgresError } from "./postgres/error.ts";
import { ensureRegistryRoles, type RegistryRoles } from "./postgres/registry-roles.ts";

export interface PostgresSettings {
  /** Holds the data and the password file (mode 0600); made where it is missing. */
  readonly folder: string;
  /** Left out, any free port. */
  readonly port?: number;
  /** Called with one sentence when something takes longer than a moment. */
  readonly onProgress?: (sentence: string) => void;
}

export interface RunningPostgres {
  /** Connection string of database `drawbridge`. Its user owns that database, may create others, and is not a superuser. */
  readonly url: string;
  /** The registry's own roles, created where they are missing; see postgres/registry-roles.ts. */
  registryRoles(): Promise<RegistryRoles>;
  /** Ends running statements, writes everything, and resolves when the process has ended. Stopping twice is safe. */
  stop(): Promise<void>;
}

/**
 * Starts Postgres in `folder`, and creates it the first time. A Postgres that a killed stack left behind in that folder
 * is stopped first. Throws PostgresError: `in-use` where a running stack holds the folder, and others that say what to
 * do.
 */
export async function startPostgres({ folder, port, onProgress }: PostgresSettings): Promise<RunningPostgres> {
  const cluster: Cluster = { folder, programs: await postgresPrograms(), account: await postgresAccount() };
  const password = await clusterPassword(cluster);
  if (!(await exists(cluster))) {
    onProgress?.("Creating the database (first start only).");
    await create(cluster);
  }
  await freeFolder(cluster, password);

  const chosen = port ?? (await freePort());
  const postmaster = await start(cluster, chosen);
  const endWithUs = (): void => void postmaster.kill("SIGINT");
  process.once("exit", endWithUs);
  const stopOnce = async (): Promise<void> => {
    await stop(postmaster);
    process.off("exit", endWithUs);
  };
  try {
    const url = await ensureDatabase(chosen, password);
    const registryRoles = () =>
      asSuperuser(
        chosen,
        password,
        (client) => ensureRegistryRoles(client, password, `127.0.0.1:${chosen}`),
        "drawbridge",
      );
    return { url, registryRoles, stop: stopOnce };
  } catch (cause) {
    await stopOnce();
    throw new PostgresError("not-started", `Postgres in ${folder} does not accept the password kept beside it.`, {
      cause,
    });
  }
}

/**
 * Stops a Postgres whose owner has ended; refuses where the owner still runs. That it accepts the password proves that it
 * is this folder's Postgres.
 */
async function freeFolder(cluster: Cluster, password: string): Promise<void> {
  const postmaster = await postmasterOf(cluster);
  if (postmaster === null) return;
  const { pid, port, owner } = postmaster;
  const leftBehind = owner !== null && !isAlive(owner) && (await answers(port, password));
  if (!leftBehind) {
    const holder = owner === null ? "" : `, started by process ${owner}`;
    throw new PostgresError(
      "in-use",
      `${cluster.folder} is in use by Postgres process ${pid}${holder}. Stop that one, or choose another folder with DRAWBRIDGE_HOME.`,
    );
  }
  await stopLeftover(cluster, postmaster);
}

const answers = (port: number, password: string): Promise<boolean> =>
  asSuperuser(port, password, async () => true).catch(() => false);

/**
 * The database, and the unprivileged user that owns it. The user's password is derived, so one secret on disk serves
 * both.
 */
async function ensureDatabase(port: number, superuserPassword: string): Promise<string> {
  const password = createHmac("sha256", superuserPassword).update("drawbridge").digest("base64url");
  await asSuperuser(port, superuserPassword, async (client) => {
    const { rowCount: users } = await client.query("select from pg_roles where rolname = 'drawbridge'");
    if (users === 0) await client.query(`create role drawbridge login createdb password '${password}'`);
    const { rowCount: databases } = await client.query("select from pg_database where datname = 'drawbridge'");
    if (databases === 0) await client.query("create database drawbridge owner drawbridge");
  });
  return `postgres://drawbridge:${password}@127.0.0.1:${port}/drawbridge`;
}

async function asSuperuser<Result>(
  port: number,
  password: string,
  work: (client: pg.Client) => Promise<Result>,
  database = "postgres",
): Promise<Result> {
  const client = new pg.Client({ host: "127.0.0.1", port, user: "postgres", database, password });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

/** Postgres accepts no port 0, so this function gets a free port from the system and releases it. */
async function freePort(): Promise<number> {
  const probe = createServer().listen(0, "127.0.0.1");
  await new Promise((resolve, reject) => probe.once("listening", resolve).once("error", reject));
  const address = probe.address();
  await new Promise((resolve) => probe.close(resolve));
  if (address === null || typeof address === "string")
    throw new PostgresError("not-started", "The system gave no free port.");
  return address.port;
}
