/**
 * A real Postgres for tests. All suites of a run share it, and each call gets a fresh database. It is removed with its
 * folder when the run ends.
 */
import { randomBytes } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { type RunningPostgres, startPostgres } from "../../../reference-servers/platform/postgres.ts";

let folder: string | undefined;
let postgres: RunningPostgres | undefined;

/** The connection string of a database that no other test uses. Callable within tests and hooks. */
export async function freshDatabase(): Promise<string> {
  if (postgres === undefined) throw new Error("Postgres runs only while mocha runs tests.");
  const name = `test_${randomBytes(6).toString("hex")}`;
  const client = new pg.Client(postgres.url);
  await client.connect();
  await client.query(`create database ${name}`);
  await client.end();
  return postgres.url.replace(/[^/]+$/, name);
}

// At the top level of a module: mocha runs these once, before the first and after the last suite of the run.
before("start Postgres", async function () {
  // Creating a database takes a second, or many where the disk is busy.
  this.timeout(60_000);
  folder = await mkdtemp(join(tmpdir(), "drawbridge-postgres-"));
  postgres = await startPostgres({ folder: join(folder, "postgres") });
});

after("stop Postgres", async function () {
  this.timeout(60_000);
  await postgres?.stop();
  if (folder !== undefined) await rm(folder, { recursive: true });
});
