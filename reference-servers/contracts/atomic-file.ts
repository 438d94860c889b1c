/**
 * Writes files so that, after any interruption, a file is either the whole old one or the whole new one. Unless a mode
 * is given, only their owner can read them.
 */
import { randomBytes } from "node:crypto";
import { link, mkdir, open, readFile, rename, rm } from "node:fs/promises";
import { dirname } from "node:path";
import { systemErrorCode } from "./system-error.ts";

/**
 * Writes the text to another file in the same folder, flushes that to the disk, then renames it to `file`. The folder is created (0700) if it is
 * missing. `check` runs just before the rename, and stops it by throwing.
 */
export async function writeAtomically(
  file: string,
  text: string,
  mode = 0o600,
  check: () => Promise<void> = async () => {},
): Promise<void> {
  await writeBeside(file, text, mode, async (beside) => {
    await check();
    await rename(beside, file);
  });
}

/**
 * Writes a file that is made once and never changed. Returns its content: `text`, or what another process wrote before.
 */
export async function writeOnce(file: string, text: string): Promise<string> {
  await writeBeside(file, text, 0o600, async (beside) => {
    await link(beside, file).catch((error: unknown) => {
      if (systemErrorCode(error) !== "EEXIST") throw error;
    });
  });
  return readFile(file, "utf8");
}

async function writeBeside(
  file: string,
  text: string,
  mode: number,
  place: (beside: string) => Promise<void>,
): Promise<void> {
  await mkdir(dirname(file), { recursive: true, mode: 0o700 });
  const beside = `${file}.${randomBytes(6).toString("hex")}.tmp`;
  try {
    const handle = await open(beside, "wx", mode);
    try {
      await handle.writeFile(text);
      // `open` subtracts the process's umask from the mode, so the mode is set again here.
      await handle.chmod(mode);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await place(beside);
    await flushFolder(dirname(file));
  } finally {
    await rm(beside, { force: true });
  }
}

/** A new name is on the disk only after its folder is flushed. Windows cannot flush a folder. */
async function flushFolder(folder: string): Promise<void> {
  if (process.platform === "win32") return;
  const handle = await open(folder, "r");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** The file's text; null if the file does not exist. */
export async function readIfThere(file: string): Promise<string | null> {
  try {
    return await readFile(file, "utf8");
  } catch (error) {
    if (systemErrorCode(error) === "ENOENT") return null;
    throw error;
  }
}
