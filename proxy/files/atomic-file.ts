/**
 * Writes files so that, after any interruption, a file is either the whole old one or the whole new one. Only their
 * owner can read them.
 */

import { randomBytes } from "node:crypto";
import { mkdir, open, readFile, rename, rm } from "node:fs/promises";
import { dirname } from "node:path";
import { systemErrorCode } from "@drawbridge/contracts/system-error";

/**
 * Writes a file beside it, flushes that to the disk, then renames it into place. The folder is created (0700) if it is
 * missing.
 */
export async function writeAtomically(file: string, text: string, mode: 0o600 | 0o700 = 0o600): Promise<void> {
  await mkdir(dirname(file), { recursive: true, mode: 0o700 });
  const beside = `${file}.${randomBytes(6).toString("hex")}.tmp`;
  try {
    const handle = await open(beside, "wx", mode);
    try {
      await handle.writeFile(text);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(beside, file);
    await flushFolder(dirname(file));
  } catch (error) {
    await rm(beside, { force: true });
    throw error;
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
