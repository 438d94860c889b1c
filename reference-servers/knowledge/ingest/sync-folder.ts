/** One look through a folder: what is new or changed is read, what is gone is forgotten, the rest is left alone. */
import { createHash } from "node:crypto";
import { realpath } from "node:fs/promises";
import { TextDecoder } from "node:util";
import { sql } from "kysely";
import { addressOf } from "../address.ts";
import { type Database, isRefusedValue } from "../database.ts";
import { mostPassages } from "../reading/passages.ts";
import { readDocument, readerVersion } from "../reading/read-document.ts";
import type { Folder } from "../sources/source.ts";
import { forgetDocuments, keepDocument } from "../store/documents.ts";
import type { Problem } from "../store/sources.ts";
import { gitDates } from "./git-dates.ts";
import { type Problems, problems } from "./problems.ts";
import { type FoundFile, readWithin, walk } from "./walk.ts";

export interface Synced {
  readonly read: number;
  readonly forgotten: number;
  readonly problems: readonly Problem[];
}

interface Known {
  readonly id: string;
  readonly signature: string | null;
  readonly changed_at: Date;
  readonly passages: number;
}

/**
 * Each document is kept in a transaction of its own: a look that is broken off leaves good documents, and the next one
 * goes on. A folder that cannot be seen whole loses nothing. Throws the signal's reason, and what the database throws.
 */
export async function syncFolder(database: Database, source: Folder, signal: AbortSignal): Promise<Synced> {
  const trouble = problems();
  const root = await realpath(source.folder).catch(() => null);
  const seen =
    root === null ? null : await walk(root, trouble, signal).catch((error) => ignoreUnlessAborted(error, signal));
  if (root === null || seen === null) {
    trouble.add("the folder is not there or may not be read; what was read of it before is kept", source.name);
    return { read: 0, forgotten: 0, problems: trouble.list() };
  }
  const dates = source.kind === "git" ? await gitDates(root, signal) : null;
  signal.throwIfAborted();
  if (source.kind === "git" && dates === null) trouble.add("no Git checkout; files' own dates are taken", source.name);
  const known = await knownDocuments(database, source.name);
  let read = 0;
  for (const file of seen.files) {
    signal.throwIfAborted();
    const changedAt = dates?.get(file.path) ?? file.modified;
    if (await refresh(database, { source, root, file, changedAt, known: known.get(file.path), trouble })) read += 1;
  }
  const present = new Set(seen.files.map(({ path }) => path));
  const gone = seen.whole ? [...known].filter(([path]) => !present.has(path)).map(([, { id }]) => id) : [];
  await forgetDocuments(database, gone);
  return { read, forgotten: gone.length, problems: trouble.list() };
}

interface Refresh {
  readonly source: Folder;
  readonly root: string;
  readonly file: FoundFile;
  readonly changedAt: Date;
  readonly known: Known | undefined;
  readonly trouble: Problems;
}

/** True where the file was read anew. What cannot be read any more is not kept as it was. */
async function refresh(
  database: Database,
  { source, root, file, changedAt, known, trouble }: Refresh,
): Promise<boolean> {
  const url = addressOf(source, file.path);
  const signature = `${readerVersion}-${createHash("sha256").update(url).digest("hex").slice(0, 8)}-${file.signature}`;
  const noteLength = (passages: number): void => {
    if (passages === mostPassages) trouble.add("a file too long to keep whole; its end is left out", file.path);
  };
  if (known?.signature === signature && known.changed_at.getTime() === changedAt.getTime()) {
    noteLength(known.passages);
    return false;
  }
  const refuse = async (what: string): Promise<false> => {
    trouble.add(what, file.path);
    if (known !== undefined) await forgetDocuments(database, [known.id]);
    return false;
  };

  const content = await readWithin(root, file);
  if (content.kind === "refused") return refuse(content.what);
  if (content.bytes.subarray(0, sniffed).includes(0)) return refuse("a file that is no text");
  const text = decoded(content.bytes);
  if (text === null) return refuse("a file that is not UTF-8");
  const document = attempt(() => readDocument(file.path, text));
  if (document === null) return refuse("a file that nests too deep");
  if (document.passages.length === 0) return refuse("a file without text");
  const { title, passages } = document;
  noteLength(passages.length);
  const digest = createHash("sha256").update(content.bytes).digest("base64url");
  try {
    await keepDocument(database, {
      ...{ source: source.name, path: file.path, title, url, groups: null, digest, signature, passages },
      ...{ changedAt, changedBy: null },
    });
  } catch (error) {
    // One file must not keep the look from all that come after it.
    if (isRefusedValue(error)) return refuse("a file with a name, a text or a date that the store does not take");
    throw error;
  }
  return true;
}

/** Bytes in which a NUL tells that a file is no text. */
const sniffed = 8_192;

const decoded = (bytes: Buffer): string | null =>
  attempt(() => new TextDecoder("utf-8", { fatal: true }).decode(bytes));

function attempt<Result>(work: () => Result): Result | null {
  try {
    return work();
  } catch {
    return null;
  }
}

function ignoreUnlessAborted(error: unknown, signal: AbortSignal): null {
  if (signal.aborted) throw error;
  return null;
}

async function knownDocuments(database: Database, source: string): Promise<Map<string, Known>> {
  const { rows } = await sql<Known & { path: string }>`
    select id, path, signature, changed_at, passages from knowledge.documents where source = ${source}
  `.execute(database);
  return new Map(rows.map(({ path, ...known }) => [path, known]));
}
