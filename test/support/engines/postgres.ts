/**
 * A real Postgres for tests. All suites of a run share it, and each call gets a fresh database. It is removed with its
 * folder when the run ends.
 */
import { randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { type RunningPostgres, startPostgres } from "../../../reference-servers/platform/postgres.ts";

interface Running {
  readonly folder: string;
  readonly postgres: RunningPostgres;
}

let running: Promise<Running> | undefined;

async function start(): Promise<Running> {
  const folder = await mkdtemp(join(tmpdir(), "drawbridge-postgres-"));
  return { folder, postgres: await startPostgres({ folder: join(folder, "postgres") }) };
}

/** The connection string of a database that no other test uses. Callable within tests and hooks, and in a benchmark. */
export async function freshDatabase(): Promise<string> {
  running ??= start();
  const { postgres } = await running;
  const name = `test_${randomBytes(6).toString("hex")}`;
  const client = new pg.Client(postgres.url);
  await client.connect();
  await client.query(`create database ${name}`);
  await client.end();
  return postgres.url.replace(/[^/]+$/, name);
}

/** For a benchmark: mocha does it at the end of a run. */
export async function stopDatabases(): Promise<void> {
  if (running === undefined) return;
  const { postgres, folder } = await running;
  running = undefined;
  endAtOnce(join(folder, "postgres", "data", "postmaster.pid"));
  await postgres.stop();
  await rm(folder, { recursive: true });
}

// At the top level of a module: mocha runs these once, before the first and after the last suite of the run.
if (typeof before === "function") {
  before("start Postgres", async function () {
    // Creating a database takes a second, or many where the disk is busy.
    this.timeout(60_000);
    running ??= start();
    await running;
  });

  after("stop Postgres", async function () {
    this.timeout(60_000);
    await stopDatabases();
  });
}

/**
 * Postgres would write hundreds of databases to the disk before it ends, which takes a minute where the disk is busy, and they
 * are removed right after. SIGQUIT: immediate shutdown (PostgreSQL, "Shutting Down the Server").
 */
function endAtOnce(pidFile: string): void {
  const pid = Number(readFileSync(pidFile, "utf8").split("\n")[0]);
  process.kill(pid, "SIGQUIT");
}
