/**
 * Updates the stored documents of one folder: reads new and changed files, deletes documents whose file is gone, and
 * leaves the rest unchanged.
 */
import { createHash } from "node:crypto";
import { realpath } from "node:fs/promises";
import { TextDecoder } from "node:util";
import { isRefusedValue } from "@drawbridge/framework/database";
import { sql } from "kysely";
import { addressOf } from "../address.ts";
import type { Database } from "../database.ts";
import { endingOf, isProgram } from "../reading/document-kinds.ts";
import { maxPassages } from "../reading/passages.ts";
import { type ParsedDocument, readDocument, readerVersion } from "../reading/read-document.ts";
import type { Folder } from "../sources/source.ts";
import { deleteDocuments, saveDocument } from "../store/documents.ts";
import type { Problem, SkippedKind } from "../store/sources.ts";
import { gitDates } from "./git-dates.ts";
import { type Problems, problems } from "./problems.ts";
import { type SkippedKinds, skippedKinds } from "./skipped-kinds.ts";
import { type FoundFile, readWithin, walk } from "./walk.ts";

export interface SyncResult {
  readonly read: number;
  readonly deleted: number;
  readonly problems: readonly Problem[];
  readonly skipped: readonly SkippedKind[];
}

interface StoredFile {
  readonly id: string;
  readonly signature: string | null;
  readonly changed_at: Date;
  readonly passages: number;
}

/**
 * Stores each document in its own transaction, so that an interrupted run leaves complete documents and the next run
 * continues. If the folder cannot be read completely, no document is deleted. Throws the signal's reason, and errors of
 * the database.
 */
export async function syncFolder(database: Database, source: Folder, signal: AbortSignal): Promise<SyncResult> {
  const problemList = problems();
  const skipped = skippedKinds();
  const root = await realpath(source.folder).catch(() => null);
  const walkResult =
    root === null
      ? null
      : await walk(root, { problems: problemList, skipped }, signal).catch((error) =>
          ignoreUnlessAborted(error, signal),
        );
  if (root === null || walkResult === null) {
    problemList.add("the folder does not exist or may not be read; documents read earlier are kept", source.name);
    return { read: 0, deleted: 0, problems: problemList.list(), skipped: skipped.list() };
  }
  const dates = source.kind === "git" ? await gitDates(root, signal) : null;
  signal.throwIfAborted();
  if (source.kind === "git" && dates === null)
    problemList.add("no Git checkout; the dates of the files are used", source.name);
  const stored = await storedFiles(database, source.name);
  let read = 0;
  for (const file of walkResult.files) {
    signal.throwIfAborted();
    const changedAt = dates?.get(file.path) ?? file.modified;
    if (
      await updateFile(database, { source, root, file, changedAt, stored: stored.get(file.path), problemList, skipped })
    )
      read += 1;
  }
  const present = new Set(walkResult.files.map(({ path }) => path));
  const missing = walkResult.complete ? [...stored].filter(([path]) => !present.has(path)).map(([, { id }]) => id) : [];
  await deleteDocuments(database, missing);
  return { read, deleted: missing.length, problems: problemList.list(), skipped: skipped.list() };
}

interface Refresh {
  readonly source: Folder;
  readonly root: string;
  readonly file: FoundFile;
  readonly changedAt: Date;
  readonly stored: StoredFile | undefined;
  readonly problemList: Problems;
  readonly skipped: SkippedKinds;
}

/** Returns true if the file was read again. If it cannot be read any more, its document is deleted. */
async function updateFile(
  database: Database,
  { source, root, file, changedAt, stored, problemList, skipped }: Refresh,
): Promise<boolean> {
  const url = addressOf(source, file.path);
  const signature = `${readerVersion}-${createHash("sha256").update(url).digest("hex").slice(0, 8)}-${file.signature}`;
  const noteLength = (passages: number): void => {
    if (passages === maxPassages)
      problemList.add("a file too long to store completely; its end is left out", file.path);
  };
  if (stored?.signature === signature && stored.changed_at.getTime() === changedAt.getTime()) {
    noteLength(stored.passages);
    return false;
  }
  const refuse = async (what: string | null): Promise<false> => {
    if (what === null) skipped.add(file.path);
    else problemList.add(what, file.path);
    if (stored !== undefined) await deleteDocuments(database, [stored.id]);
    return false;
  };

  const content = await readWithin(root, file);
  // The next walk says whether the file is gone or the whole folder is away; only then its document may be deleted.
  if (content.kind === "gone") return false;
  if (content.kind === "refused") return refuse(content.what);
  // A file without an ending may be anything, so it is no problem if it is no text.
  const isUnnamed = endingOf(file.path) === "";
  if (content.bytes.subarray(0, sniffBytes).includes(0)) return refuse(isUnnamed ? null : "a file that is not text");
  const text = decode(content.bytes);
  if (text === null) return refuse(isUnnamed ? null : "a file that is not UTF-8");
  if (isProgram(file.path, text)) return refuse(null);
  const document = readOrProblem(file.path, text);
  if (typeof document === "string") return refuse(document);
  if (document.passages.length === 0) return refuse("a file without text");
  const { title, passages } = document;
  noteLength(passages.length);
  const digest = createHash("sha256").update(content.bytes).digest("base64url");
  try {
    await saveDocument(database, {
      ...{ source: source.name, path: file.path, title, url, groups: null, digest, signature, passages },
      ...{ changedAt, changedBy: null },
    });
  } catch (error) {
    // One file must not prevent reading the files after it.
    if (isRefusedValue(error)) return refuse("a file with a name, text or date that the database rejects");
    throw error;
  }
  return true;
}

/** A NUL in this many bytes at the start means that a file is not text. */
const sniffBytes = 8_192;

function decode(bytes: Buffer): string | null {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return null;
  }
}

/** The document, or why it cannot be read. */
function readOrProblem(path: string, text: string): ParsedDocument | string {
  try {
    return readDocument(path, text);
  } catch (error) {
    return error instanceof RangeError
      ? "a file nested too deeply"
      : "a file whose content is not what its ending says";
  }
}

function ignoreUnlessAborted(error: unknown, signal: AbortSignal): null {
  if (signal.aborted) throw error;
  return null;
}

async function storedFiles(database: Database, source: string): Promise<Map<string, StoredFile>> {
  const { rows } = await sql<StoredFile & { path: string }>`
    select id, path, signature, changed_at, passages from knowledge.documents where source = ${source}
  `.execute(database);
  return new Map(rows.map(({ path, ...stored }) => [path, stored]));
}
