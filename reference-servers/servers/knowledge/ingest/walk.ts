/**
 * Finds the documents in a folder. It follows no link, enters no hidden folder, and limits the number of files and the
 * depth.
 */
import { type BigIntStats, constants, type Dirent } from "node:fs";
import { type FileHandle, lstat, open, opendir, realpath } from "node:fs/promises";
import { join, sep } from "node:path";
import { systemErrorCode } from "@drawbridge/contracts/system-error";
import { kindOf } from "../reading/document-kinds.ts";
import type { Problems } from "./problems.ts";
import type { SkippedKinds } from "./skipped-kinds.ts";

export interface FoundFile {
  /** The path below the folder, with "/". */
  readonly path: string;
  readonly absolute: string;
  /** Built from inode, size and times; it changes when the file is written. */
  readonly signature: string;
  readonly modified: Date;
  /** A longer file is refused. */
  readonly maxBytes: number;
}

export const limits = { files: 20_000, depth: 20 } as const;

const skippedFolders = new Set(["node_modules", "__pycache__"]);

/**
 * What a walk found. `complete` is false if something could not be read; then a file that was not found may still exist.
 */
export interface Walk {
  readonly files: readonly FoundFile[];
  readonly complete: boolean;
}

/** What a walk reports of files that are not read. */
export interface WalkReport {
  readonly problems: Problems;
  readonly skipped: SkippedKinds;
}

/** Walks through `root`, which is a real path. Throws the error of opening the root, and the signal's reason. */
export async function walk(root: string, { problems, skipped }: WalkReport, signal: AbortSignal): Promise<Walk> {
  const files: FoundFile[] = [];
  let complete = true;
  const addIncomplete = (what: string, path: string): void => {
    problems.add(what, path);
    complete = false;
  };

  const enter = async (below: string, depth: number): Promise<void> => {
    const folder = await opendir(join(root, below)).catch((error: unknown) => {
      if (below === "") throw error;
      return addIncomplete("a folder that may not be read", below);
    });
    for await (const entry of folder ?? []) {
      signal.throwIfAborted();
      if (files.length >= limits.files) return addIncomplete(`more than ${limits.files} files`, below);
      await visit(entry, below === "" ? entry.name : `${below}/${entry.name}`, depth);
    }
  };
  const visit = async (entry: Dirent, path: string, depth: number): Promise<void> => {
    if (entry.name.startsWith(".") || skippedFolders.has(entry.name)) return;
    if (entry.isSymbolicLink()) return problems.add("a symbolic link, not followed", path);
    if (entry.isDirectory()) {
      return depth >= limits.depth ? problems.add("a folder too deep", path) : enter(path, depth + 1);
    }
    if (!entry.isFile()) return;
    const kind = kindOf(path);
    if (kind === null) return skipped.add(path);
    // Such a name has replacement characters in place of its bytes, so no file can be opened by it.
    if (entry.name.includes("\ufffd")) return problems.add("a file whose name is not UTF-8", path);
    const absolute = join(root, path);
    const stats = await lstat(absolute, { bigint: true }).catch(() => null);
    if (stats === null) return;
    files.push({ path, absolute, signature: signatureOf(stats), modified: stats.mtime, maxBytes: kind.maxBytes });
  };

  await enter("", 0);
  return { files, complete };
}

const signatureOf = ({ ino, size, mtimeNs, ctimeNs }: BigIntStats): string => `${ino}-${size}-${mtimeNs}-${ctimeNs}`;

/** A file's bytes, or why they were refused. A file is gone if it, its folder or its share went away since the walk. */
export type FileBytes =
  | { readonly kind: "bytes"; readonly bytes: Buffer }
  | { readonly kind: "gone" }
  | { readonly kind: "refused"; readonly what: string };

/**
 * Reads a file that a walk found, if it is still a file within `root`. If it was replaced by a link or a pipe, it is
 * refused.
 */
export async function readWithin(root: string, { absolute, maxBytes }: FoundFile): Promise<FileBytes> {
  const tooLong = `a file of more than ${maxBytes / 1e6} MB`;
  const refused = (what: string): FileBytes => ({ kind: "refused", what });
  const flags = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;
  let file: FileHandle;
  try {
    file = await open(absolute, flags);
  } catch (error) {
    return isGone(error) ? gone : refused("a file that may not be read");
  }
  try {
    const [opened, real] = await Promise.all([file.stat(), realpath(absolute)]);
    if (!opened.isFile() || !real.startsWith(root + sep)) return refused("a file that points outside of the folder");
    if (opened.size > maxBytes) return refused(tooLong);
    const bytes = Buffer.alloc(maxBytes + 1);
    let length = 0;
    for (;;) {
      const { bytesRead } = await file.read(bytes, length, bytes.length - length, null);
      if (bytesRead === 0) return { kind: "bytes", bytes: bytes.subarray(0, length) };
      length += bytesRead;
      if (length === bytes.length) return refused(tooLong);
    }
  } catch (error) {
    if (isGone(error)) return gone;
    throw error;
  } finally {
    await file.close();
  }
}

const gone = { kind: "gone" } as const;

const isGone = (error: unknown): boolean => /^(ENOENT|ENOTDIR|ESTALE|EIO)$/.test(systemErrorCode(error) ?? "");
