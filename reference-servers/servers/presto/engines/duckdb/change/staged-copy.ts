/**
 * A copy of the warehouse on which one change is planned or made. Readers keep the file that they have open. When the
 * change is complete, the copy replaces the warehouse atomically; until then, nothing has changed.
 */
import { constants, existsSync } from "node:fs";
import { copyFile, mkdtemp, open, readdir, rename, rm, stat } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { SqlError } from "../../../errors.ts";

export interface StagedCopy {
  /** The copy has the same file name in a folder of its own, because DuckDB names the catalog after the file. */
  readonly file: string;
  /** The identity of the copied warehouse file; it differs if anything in the file changed. */
  readonly fileVersion: string;
  /**
   * Replaces the warehouse with the copy, which must be closed. Throws SqlError if the warehouse changed in the
   * meantime.
   */
  keep(): Promise<void>;
  /** May be called more than once, and after `keep`. */
  discard(): Promise<void>;
}

const prefix = ".change-";

/** Throws SqlError if another process has the warehouse open for writing. */
export async function stageCopy(warehouse: string): Promise<StagedCopy> {
  if (existsSync(`${warehouse}.wal`)) throw busy();
  const before = await identity(warehouse);
  const folder = await mkdtemp(join(dirname(warehouse), prefix));
  const file = join(folder, basename(warehouse));
  const discard = () => rm(folder, { recursive: true, force: true });
  try {
    await copyFile(warehouse, file, constants.COPYFILE_FICLONE);
  } catch (error) {
    await discard();
    throw error;
  }
  return {
    file,
    fileVersion: before,
    discard,
    async keep() {
      await flush(file);
      if ((await identity(warehouse)) !== before) throw busy();
      await rename(file, warehouse);
      await discard();
    },
  };
}

/** Removes copies that an ended process left. */
export async function discardLeftCopies(warehouse: string): Promise<void> {
  const folder = dirname(warehouse);
  const leftovers = (await readdir(folder).catch(() => [])).filter((name) => name.startsWith(prefix));
  await Promise.all(leftovers.map((name) => rm(join(folder, name), { recursive: true, force: true })));
}

async function identity(file: string): Promise<string> {
  const { ino, size, mtimeNs } = await stat(file, { bigint: true });
  return [ino, size, mtimeNs].join(" ");
}

/** Writes the file to disk, so that a crash of the machine cannot leave an empty or old file under the new name. */
async function flush(file: string): Promise<void> {
  const handle = await open(file, "r+");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

const busy = (): SqlError =>
  new SqlError(
    "changed-meanwhile",
    "Another process is changing the warehouse file at the moment.",
    "Call again in a moment. Nothing was changed.",
    { mayHaveRun: false },
  );
