/**
 * A copy of the warehouse that one change is planned or made on. Readers keep the file they have; the copy takes its
 * place in one step once the change is whole, and until then nothing has changed, whatever happens.
 */
import { constants, existsSync } from "node:fs";
import { copyFile, mkdtemp, open, readdir, rename, rm, stat } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { SqlError } from "../../errors.ts";

export interface StagedCopy {
  /** By the same name in a folder of its own: DuckDB calls the catalog after it. */
  readonly file: string;
  /** The identity of the warehouse file that was copied: another one wherever anything in it was changed. */
  readonly fileVersion: string;
  /** Puts the copy, which nobody has open any more, in the warehouse's place. Throws SqlError where that was changed meanwhile. */
  keep(): Promise<void>;
  /** Safe to repeat, and after `keep`. */
  discard(): Promise<void>;
}

const prefix = ".change-";

/** Throws SqlError where somebody has the warehouse open for writing. */
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

/** Removes copies that a process left which is gone. */
export async function discardLeftCopies(warehouse: string): Promise<void> {
  const folder = dirname(warehouse);
  const left = (await readdir(folder).catch(() => [])).filter((name) => name.startsWith(prefix));
  await Promise.all(left.map((name) => rm(join(folder, name), { recursive: true, force: true })));
}

async function identity(file: string): Promise<string> {
  const { ino, size, mtimeNs } = await stat(file, { bigint: true });
  return [ino, size, mtimeNs].join(" ");
}

/** A crash of the machine must not leave the new name with the old, or no, content. */
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
    "Somebody else is changing the warehouse file just now.",
    "Call again in a moment. Nothing was changed.",
    { mayHaveRun: false },
  );
