/** An agent's configuration file on disk: read with what is needed to replace it safely, and replaced whole or not at all. */

import { createHash } from "node:crypto";
import { lstat, mkdir, readFile, realpath, rm, rmdir, stat } from "node:fs/promises";
import { dirname } from "node:path";
import { writeAtomically } from "@drawbridge/contracts/atomic-file";
import { systemErrorCode } from "@drawbridge/contracts/system-error";
import { changedMeanwhile, Malformed, notWritable } from "./model/errors.ts";

export interface ConfigFile {
  /** The path where the agent looks. */
  readonly path: string;
  /** The path of the file behind symbolic links. */
  readonly target: string;
  /** Null if the file does not exist. */
  readonly text: string | null;
  /** SHA-256 of the bytes, hexadecimal. Null if the file does not exist. */
  readonly hash: string | null;
  readonly mode: number;
}

const newFileMode = 0o600;
const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

export const hashOf = (bytes: string | Buffer): string => createHash("sha256").update(bytes).digest("hex");

/** Throws `malformed` if the file is not UTF-8, `not-writable` if it is not a file that its user may change. */
export async function readConfigFile(path: string): Promise<ConfigFile> {
  const target = await targetOf(path);
  if (target === null) return { path, target: path, text: null, hash: null, mode: newFileMode };
  try {
    const facts = await stat(target);
    if (!facts.isFile()) throw notWritable(path, "is no regular file");
    const bytes = await readFile(target);
    return { path, target, text: decoded(bytes, path), hash: hashOf(bytes), mode: facts.mode & 0o7777 };
  } catch (error) {
    throw explained(error, path, "cannot be read");
  }
}

function decoded(bytes: Buffer, path: string): string {
  try {
    return utf8.decode(bytes);
  } catch {
    throw new Malformed("is not UTF-8 text", path);
  }
}

/**
 * The path behind all symbolic links; null if nothing exists there. Throws for a link to a missing file, because the
 * user may have a reason for it.
 */
async function targetOf(path: string): Promise<string | null> {
  try {
    return await realpath(path);
  } catch (error) {
    if (systemErrorCode(error) !== "ENOENT") throw explained(error, path, "cannot be read");
  }
  const link = await lstat(path).catch(() => null);
  if (link !== null) throw notWritable(path, "is a link to a file that does not exist");
  return null;
}

/** Throws `not-writable` if the file must not be replaced, because it is read-only or belongs to another user. */
export async function assertWritable({ path, target, text }: ConfigFile): Promise<void> {
  if (text === null) return;
  const facts = await stat(target);
  if ((facts.mode & 0o222) === 0) throw notWritable(path, "is read-only");
  if (process.platform !== "win32" && facts.uid !== process.getuid?.())
    throw notWritable(path, "belongs to another user");
}

/**
 * Replaces the content by `text` and keeps mode and links; null removes the file. Returns the outermost folder that had
 * to be created, else null. Throws `changed-meanwhile` if the file is not the one that was read, `not-writable` if it
 * cannot be replaced.
 */
export async function replaceConfigFile(file: ConfigFile, text: string | null): Promise<string | null> {
  await assertWritable(file);
  const folder = dirname(file.target);
  // Check as late as possible: a change that another program makes between this check and the next call is lost.
  const assertUnchanged = async (): Promise<void> => {
    if ((await readConfigFile(file.path)).hash !== file.hash) throw changedMeanwhile(file.path);
  };
  try {
    const createdFolder = (await mkdir(folder, { recursive: true, mode: 0o700 })) ?? null;
    if (text === null) {
      await assertUnchanged();
      await rm(file.target);
    } else await writeAtomically(file.target, text, file.mode, assertUnchanged);
    return createdFolder;
  } catch (error) {
    throw explained(error, file.path, "cannot be written");
  }
}

/**
 * Removes the folders that were created for a file, from its own folder up to `outermost`, as far as they are empty.
 */
export async function removeEmptyFolders(file: string, outermost: string | null): Promise<void> {
  if (outermost === null) return;
  for (let folder = dirname(file); folder.startsWith(outermost); folder = dirname(folder)) {
    if (
      !(await rmdir(folder).then(
        () => true,
        () => false,
      ))
    )
      return;
  }
}

/** Turns a file system error into a message for the user. An error of ours is returned unchanged. */
function explained(error: unknown, path: string, what: string): unknown {
  const code = systemErrorCode(error);
  return code !== undefined && /^E[A-Z]+$/.test(code) ? notWritable(path, `${what} (${code})`, error) : error;
}
