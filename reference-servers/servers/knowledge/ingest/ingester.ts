/**
 * Reads the folders of documents at an interval, one at a time. If several servers share a database, only one of them
 * reads a folder at a time. Before that, documents of every kind that an earlier version indexed are indexed again.
 */
import { setTimeout as pause } from "node:timers/promises";
import { sql } from "kysely";
import type { Logger } from "pino";
import type { Database } from "../database.ts";
import type { Folder, Source } from "../sources/source.ts";
import { reindexDocuments } from "../store/reindex.ts";
import { noteSync } from "../store/sources.ts";
import { deleteUnusedWords } from "../store/vocabulary.ts";
import { syncFolder } from "./sync-folder.ts";

export interface Ingester {
  /** Settles when the current reading has stopped. Documents that were stored until then stay. */
  close(): Promise<void>;
}

export function startIngester(
  database: Database,
  sources: readonly Source[],
  intervalMs: number,
  log: Logger,
): Ingester {
  const closed = new AbortController();
  const folders = sources.filter((source): source is Folder => source.kind !== "notes");
  const running = (async () => {
    while (!closed.signal.aborted) {
      await reindex(database, closed.signal, log);
      for (const folder of folders) await syncSource(database, folder, closed.signal, log);
      await pause(intervalMs, undefined, { signal: closed.signal, ref: false }).catch(() => {});
    }
  })();
  return {
    async close() {
      closed.abort();
      await running;
    },
  };
}

async function reindex(database: Database, signal: AbortSignal, log: Logger): Promise<void> {
  try {
    const count = await reindexDocuments(database, signal);
    if (count === 0) return;
    log.info({ documents: count }, "documents of an earlier version indexed again");
    await deleteUnusedWords(database);
  } catch (error) {
    // The next round goes on. An error of the database may quote a document, so only its kind is logged.
    if (!signal.aborted)
      log.warn({ kind: error instanceof Error ? error.name : "unknown" }, "documents could not be indexed again");
  }
}

async function syncSource(database: Database, folder: Folder, signal: AbortSignal, log: Logger): Promise<void> {
  if (signal.aborted) return;
  try {
    await withSourceLock(database, folder.name, async () => {
      const { read, deleted, ...found } = await syncFolder(database, folder, signal);
      await noteSync(database, folder.name, found);
      if (read + deleted === 0) return;
      log.info({ source: folder.name, read, deleted }, "documents changed");
      await deleteUnusedWords(database);
    });
  } catch (error) {
    // The next round tries again. An error of the database may quote a document, so only its kind is logged.
    if (!signal.aborted)
      log.warn(
        { source: folder.name, kind: error instanceof Error ? error.name : "unknown" },
        "a source could not be read",
      );
  }
}

/**
 * Runs `work` unless another server holds the lock of this source. The lock ends with the connection, so a server that
 * dies leaves no lock.
 */
const withSourceLock = (database: Database, source: string, work: () => Promise<void>): Promise<void> =>
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
