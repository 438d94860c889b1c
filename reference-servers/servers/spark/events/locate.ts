/**
 * Finds event logs in a folder by the names that Spark gives them (EventLogFileWriters.scala): one file
 * `<app>[_<attempt>][.<codec>]`, or a rolling folder `eventlog_v2_<app>[_<attempt>]` of
 * `events_<n>_<app>[_<attempt>][.<codec>]`, with `.inprogress` while the application runs (on the file, or on the
 * folder's appstatus file). The folder is listed and the names are compared; input from a caller never becomes part of
 * a path.
 */
import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { withoutCodec } from "../codecs/codec.ts";
import { folderError, unlessGone } from "../file-errors.ts";

export interface EventLogFile {
  readonly name: string;
  readonly path: string;
  readonly bytes: number;
}

export interface EventLog {
  /** The application's id, from the file's name. */
  readonly id: string;
  readonly files: readonly EventLogFile[];
  readonly inProgress: boolean;
  /** What is missing of a rolling log, as an answer says it. */
  readonly gaps: readonly string[];
  /** Time of the last write, Unix ms. */
  readonly changedAt: number;
}

/** How often the folder is listed at most, because a log that Spark renames is missing from a list. */
const maxListings = 3;

/**
 * All event logs in the folder, the last written first. A `.compact` file replaces the files before it. Throws SparkError
 * `unreadable-folder`.
 */
export async function eventLogs(folder: string): Promise<readonly EventLog[]> {
  try {
    let { logs, isWhole } = await listLogs(folder);
    for (let listings = 1; !isWhole && listings < maxListings; listings += 1)
      ({ logs, isWhole } = await listLogs(folder));
    return logs.sort((a, b) => b.changedAt - a.changedAt);
  } catch (error) {
    throw folderError("event logs", error);
  }
}

/** `isWhole` is false if a file or folder was renamed or deleted while the folder was listed. */
async function listLogs(folder: string): Promise<{ logs: EventLog[]; isWhole: boolean }> {
  const entries = await readdir(folder, { withFileTypes: true });
  const found = await Promise.all(
    entries
      .filter(({ name }) => !name.startsWith(".") && !name.startsWith("_"))
      .map((entry) => {
        if (entry.isDirectory()) return unlessGone(rolling(folder, entry.name));
        return entry.isFile() ? unlessGone(single(folder, entry.name)) : notALog;
      }),
  );
  const logs = found.filter((log) => log !== null && log !== notALog);
  return { logs, isWhole: !found.includes(null) };
}

/** What is in the folder and no event log. */
const notALog = "not a log";

async function single(folder: string, name: string): Promise<EventLog> {
  const id = withoutEndings(name);
  const path = join(folder, name);
  const { size, mtimeMs } = await stat(path);
  return {
    id,
    files: [{ name, path, bytes: size }],
    inProgress: name.endsWith(".inprogress"),
    gaps: [],
    changedAt: mtimeMs,
  };
}

async function rolling(folder: string, name: string): Promise<EventLog | typeof notALog> {
  const id = /^eventlog_v2_(.+)$/.exec(name)?.[1];
  if (id === undefined) return notALog;
  const names = await readdir(join(folder, name));
  const parts = names
    .map((file) => ({
      file,
      index: Number(/^events_(\d+)_/.exec(file)?.[1] ?? Number.NaN),
      compact: /\.compact$/.test(file),
    }))
    .filter(({ index }) => Number.isInteger(index))
    .sort((a, b) => a.index - b.index || Number(b.compact) - Number(a.compact));
  const from = parts.findLastIndex(({ compact }) => compact);
  const files = await Promise.all(
    parts.slice(Math.max(0, from)).map(async ({ file }) => {
      const path = join(folder, name, file);
      const { size, mtimeMs } = await stat(path);
      return { name: file, path, bytes: size, changedAt: mtimeMs };
    }),
  );
  if (files.length === 0) return notALog;
  const inProgress = names.some((file) => file.startsWith("appstatus_") && file.endsWith(".inprogress"));
  const gaps = missingParts(parts.slice(Math.max(0, from)));
  return { id, files, inProgress, gaps, changedAt: Math.max(...files.map(({ changedAt }) => changedAt)) };
}

/** Spark numbers the parts from 1; a compact part replaces all before it. */
function missingParts(parts: readonly { readonly index: number; readonly compact: boolean }[]): readonly string[] {
  const [first] = parts;
  if (first === undefined) return [];
  const gaps: string[] = [];
  if (!first.compact && first.index > 1)
    gaps.push(`its rolling event log begins with part ${first.index}: what happened before is not known`);
  let before = first.index;
  for (const { index } of parts.slice(1)) {
    if (index > before + 1) {
      const missing = index === before + 2 ? `part ${before + 1} is` : `parts ${before + 1} to ${index - 1} are`;
      gaps.push(`${missing} missing from its rolling event log: what happened then is not known`);
    }
    before = index;
  }
  return gaps;
}

const withoutEndings = (name: string): string =>
  withoutCodec(name.replace(/\.inprogress$/, "")).replace(/\.inprogress$/, "");

/** The form in which Spark writes an id in a file's name (EventLogFileWriter.nameForAppAndAttempt). */
export const storedName = (app: string): string =>
  app
    .replace(/[ :/]/g, "-")
    .replace(/[.${}'"]/g, "_")
    .toLowerCase();

/** The log of an application, by its id with or without an attempt number. Without one, the latest attempt. */
export const logOf = (logs: readonly EventLog[], app: string): EventLog | null =>
  logs.find(({ id }) => id === app) ??
  logs
    .filter(({ id }) => id.startsWith(`${app}_`) && /^\d+$/.test(id.slice(app.length + 1)))
    .sort((a, b) => attemptOf(b.id) - attemptOf(a.id))[0] ??
  null;

const attemptOf = (id: string): number => Number(/_(\d+)$/.exec(id)?.[1] ?? 0);
