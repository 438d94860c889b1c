/**
 * The dump of the databases of registry, Knowledge and identity provider as the version before the first migration with a
 * way down filled them (make-dump.ts), restored into a new database.
 */
import { readFileSync } from "node:fs";
import pg from "pg";
import { z } from "zod";
import { freshDatabase } from "../engines/postgres.ts";
import { repository } from "../machine/source-files.ts";

export const dumpFiles = {
  statements: `${repository}test/golden/upgrade/before-migrations-down.sql`,
  filled: `${repository}test/golden/upgrade/before-migrations-down.json`,
};

/** What a test needs to know of the content, besides the secrets. */
const Filled = z.object({
  /** When it was filled. */
  at: z.iso.datetime(),
  /** The id of one request in each state. */
  requests: z.record(z.string(), z.string()),
  /** The request whose approval covers similar calls. */
  scope: z.string(),
  /** Calls of usage, by user. */
  calls: z.object({ ada: z.number(), finn: z.number() }),
  /** Entries of the audit. */
  audit: z.number(),
  /** One of finn's at the identity provider. */
  refreshToken: z.string(),
  /** The ids of the identity provider's keys. */
  keys: z.array(z.string()),
});
export type Filled = z.infer<typeof Filled>;

export interface RestoredDump extends Filled {
  readonly databaseUrl: string;
  /** The clock of the time when it was filled, for a registry: its requests wait, and its approvals may be used. */
  readonly now: () => Date;
}

/** The dump in a new database, or in an empty one. Times that no seal holds are moved, as if it had been filled just now. */
export async function restoredDump(empty?: string): Promise<RestoredDump> {
  const databaseUrl = empty ?? (await freshDatabase());
  const filled = Filled.parse(JSON.parse(readFileSync(dumpFiles.filled, "utf8")));
  const age = Date.now() - Date.parse(filled.at);
  const client = new pg.Client(databaseUrl);
  await client.connect();
  try {
    await client.query(readFileSync(dumpFiles.statements, "utf8"));
    for (const [table, column] of [
      ["registry.calls", "at"],
      ["registry.web_sessions", "seen_at"],
      ["identity.record", "expires_at"],
    ])
      await client.query(`update ${table} set ${column} = ${column} + $1 * interval '1 millisecond'`, [age]);
  } finally {
    await client.end();
  }
  return { ...filled, databaseUrl, now: () => new Date(Date.now() - age) };
}
