/**
 * Finds event logs in a folder by the names that Spark gives them (EventLogFileWriters.scala): one file
 * `<app>[_<attempt>][.<codec>]`, or a rolling folder `eventlog_v2_<app>[_<attempt>]` of
 * `events_<n>_<app>[_<attempt>][.<codec>]`, with `.inprogress` while the application runs (on the file, or on the
 * folder's appstatus file). The folder is listed and the names are compared; input from a caller never becomes part of
 * a path.
 */
import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { codecOf } from "../codecs/codec.ts";

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
  /** Time of the last write, Unix ms. */
  readonly changedAt: number;
}

/** All event logs in the folder, the last written first. A `.compact` file replaces the files before it. */
export async function eventLogs(folder: string): Promise<readonly EventLog[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  const logs = await Promise.all(
    entries
      .filter(({ name }) => !name.startsWith(".") && !name.startsWith("_"))
      .map((entry) => {
        if (entry.isDirectory()) return rolling(folder, entry.name);
        return entry.isFile() ? single(folder, entry.name) : null;
      }),
  );
  return logs.filter((log) => log !== null).sort((a, b) => b.changedAt - a.changedAt);
}

async function single(folder: string, name: string): Promise<EventLog | null> {
  const id = withoutEndings(name);
  const path = join(folder, name);
  const { size, mtimeMs } = await stat(path);
  return { id, files: [{ name, path, bytes: size }], inProgress: name.endsWith(".inprogress"), changedAt: mtimeMs };
}

async function rolling(folder: string, name: string): Promise<EventLog | null> {
  const id = /^eventlog_v2_(.+)$/.exec(name)?.[1];
  if (id === undefined) return null;
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
  if (files.length === 0) return null;
  const inProgress = names.some((file) => file.startsWith("appstatus_") && file.endsWith(".inprogress"));
  return { id, files, inProgress, changedAt: Math.max(...files.map(({ changedAt }) => changedAt)) };
}

function withoutEndings(name: string): string {
  const baseName = name.replace(/\.inprogress$/, "");
  const codec = codecOf(baseName);
  return codec === null ? baseName : baseName.slice(0, -codec.length - 1);
}

/** The log of an application, by its id with or without an attempt number. Without one, the latest attempt. */
export const logOf = (logs: readonly EventLog[], app: string): EventLog | null =>
  logs.find(({ id }) => id === app) ??
  logs
    .filter(({ id }) => id.startsWith(`${app}_`) && /^\d+$/.test(id.slice(app.length + 1)))
    .sort((a, b) => attemptOf(b.id) - attemptOf(a.id))[0] ??
  null;

const attemptOf = (id: string): number => Number(/_(\d+)$/.exec(id)?.[1] ?? 0);
