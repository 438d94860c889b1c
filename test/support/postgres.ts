/**
 * A real Postgres for tests: started when the first suite of a run asks for a database, one fresh database for each
 * that asks, gone with its folder when the run ends.
 */
import { randomBytes } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type RunningPostgres, startPostgres } from "@drawbridge/platform/postgres";
import pg from "pg";

interface Shared {
  readonly folder: string;
  readonly postgres: RunningPostgres;
}

let shared: Promise<Shared> | undefined;

/** Connection string of a database that nobody else uses. */
export async function freshDatabase(): Promise<string> {
  shared ??= startShared();
  const { postgres } = await shared;
  const name = `test_${randomBytes(6).toString("hex")}`;
  const client = new pg.Client(postgres.url);
  await client.connect();
  await client.query(`create database ${name}`);
  await client.end();
  return postgres.url.replace(/[^/]+$/, name);
}

async function startShared(): Promise<Shared> {
  const folder = await mkdtemp(join(tmpdir(), "drawbridge-postgres-"));
  return { folder, postgres: await startPostgres({ folder: join(folder, "postgres") }) };
}

// At the top level of a module: mocha runs it once, after the last suite of the run.
after(async () => {
  if (shared === undefined) return;
  const { folder, postgres } = await shared;
  await postgres.stop();
  await rm(folder, { recursive: true });
});
