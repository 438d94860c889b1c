/** Looks through the folders again and again, one at a time, in one of the servers that share a database. */
import { setTimeout as pause } from "node:timers/promises";
import { sql } from "kysely";
import type { Logger } from "pino";
import type { Database } from "../database.ts";
import type { Folder, Source } from "../sources/source.ts";
import { noteSync } from "../store/sources.ts";
import { forgetWords } from "../store/words.ts";
import { syncFolder } from "./sync-folder.ts";

export interface Ingester {
  /** Settles when the look under way has stopped; documents kept by then stay. */
  close(): Promise<void>;
}

export function startIngester(database: Database, sources: readonly Source[], everyMs: number, log: Logger): Ingester {
  const ending = new AbortController();
  const folders = sources.filter((source): source is Folder => source.kind !== "notes");
  const running = (async () => {
    while (folders.length > 0 && !ending.signal.aborted) {
      for (const folder of folders) await lookThrough(database, folder, ending.signal, log);
      await pause(everyMs, undefined, { signal: ending.signal, ref: false }).catch(() => {});
    }
  })();
  return {
    async close() {
      ending.abort();
      await running;
    },
  };
}

async function lookThrough(database: Database, folder: Folder, signal: AbortSignal, log: Logger): Promise<void> {
  if (signal.aborted) return;
  try {
    await alone(database, folder.name, async () => {
      const { read, forgotten, problems } = await syncFolder(database, folder, signal);
      await noteSync(database, folder.name, problems);
      if (read + forgotten === 0) return;
      log.info({ source: folder.name, read, forgotten }, "documents changed");
      await forgetWords(database);
    });
  } catch (error) {
    // The next look tries again. An error of the database's may quote a document, so only its kind is kept.
    if (!signal.aborted)
      log.warn(
        { source: folder.name, kind: error instanceof Error ? error.name : "unknown" },
        "a source was not looked through",
      );
  }
}

/** Does `work` unless another server is at it: the lock ends with the connection, so a server that dies leaves none. */
const alone = (database: Database, source: string, work: () => Promise<void>): Promise<void> =>
  database.connection().execute(async (connection) => {
    const lock = sql`hashtextextended(${`drawbridge-knowledge ${source}`}, 0)`;
    const { rows } = await sql<{ mine: boolean }>`select pg_try_advisory_lock(${lock}) as mine`.execute(connection);
    if (rows[0]?.mine !== true) return;
    try {
      await work();
    } finally {
      await sql`select pg_advisory_unlock(${lock})`.execute(connection);
    }
  });
