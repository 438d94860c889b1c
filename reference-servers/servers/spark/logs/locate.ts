/**
 * Finds the text logs of an application: files below the log folder whose path or first lines contain its id. Companies
 * use many layouts (YARN's containers, a file per pod, one folder per application); all of them contain the id. The
 * folder is listed and the names are compared; input from a caller never becomes part of a path.
 */
import { readdir, stat } from "node:fs/promises";
import { join, relative } from "node:path";
import type { TextLog } from "../diagnosis/findings.ts";
import { SparkError } from "../errors.ts";
import { folderError, unlessGone } from "../file-errors.ts";
import { openText } from "./open.ts";

export interface LogFile extends TextLog {
  readonly path: string;
  readonly bytes: number;
}

/** Application ids of YARN, standalone, local mode and Kubernetes. */
const applicationId =
  /\b(application_\d+_\d+|app-\d{14}-\d{4}|local-\d{10,}|spark-[0-9a-f]{32}|spark-application-\d+|jr_[0-9a-f]{64})\b/g;

const driver: TextLog["of"] = "driver";
const executor: TextLog["of"] = "executor";

/** Maximum names of empty files in one answer. */
const maxEmpty = 3;
const maxDepth = 6;
const maxFiles = 50_000;
/**
 * Bytes at the start of a file that are searched for an id: a driver logs its application's id soon after it starts.
 */
const headBytes = 512 * 1024;

export interface LogFolder {
  /** The application's logs, the driver's first. Throws SparkError `unreadable-folder`, as all of these do. */
  logsOf(app: string): Promise<readonly LogFile[]>;
  /** Names of the files of 0 bytes whose path has the application's id. */
  emptyLogsOf(app: string): Promise<readonly string[]>;
  /** All applications with a driver's log. */
  applications(): Promise<readonly ApplicationWithLogs[]>;
}

export interface ApplicationWithLogs {
  readonly id: string;
  /** Time of the last write to the driver's log, Unix ms. */
  readonly changedAt: number;
}

export function logFolder(root: string): LogFolder {
  /** Cache of what each file's beginning says, by path. A file that changed is read again. */
  const headCache = new Map<
    string,
    { readonly stamp: string; readonly ids: ReadonlySet<string>; readonly of: TextLog["of"] }
  >();

  async function headOf(path: string, stamp: string): Promise<{ ids: ReadonlySet<string>; of: TextLog["of"] }> {
    const cached = headCache.get(path);
    if (cached?.stamp === stamp) return cached;
    const text = await readHeadText(path);
    const ids = new Set([...(text ?? "").matchAll(applicationId)].map(([id]) => id));
    const head = { stamp, ids, of: kindOf(relative(root, path), text ?? "") };
    if (text !== null) headCache.set(path, head);
    return head;
  }

  async function* all() {
    for await (const path of filesBelow(root)) {
      const stats = await unlessGone(stat(path));
      if (stats === null || stats.size === 0) continue;
      const { size: bytes, mtimeMs: changedAt } = stats;
      const { ids, of } = await headOf(path, `${bytes}:${changedAt}`);
      yield { name: relative(root, path), path, bytes, changedAt, ids, of };
    }
  }

  return {
    async applications() {
      const applications = new Map<string, ApplicationWithLogs>();
      for await (const { name, changedAt, ids, of } of all()) {
        // The driver's own id is the one in its path, or else the first one in the text. It may mention other
        // applications later.
        const [id] = [...(name.match(applicationId) ?? []), ...ids];
        if (of === driver && id !== undefined && (applications.get(id)?.changedAt ?? 0) < changedAt) {
          applications.set(id, { id, changedAt });
        }
      }
      return [...applications.values()];
    },
    async emptyLogsOf(app) {
      const names: string[] = [];
      for await (const path of filesBelow(root)) {
        const name = relative(root, path);
        if (names.length === maxEmpty || !namesIn(name).includes(app)) continue;
        if ((await unlessGone(stat(path)))?.size === 0) names.push(name);
      }
      return names;
    },
    async logsOf(app) {
      const files: LogFile[] = [];
      for await (const { name, path, bytes, of, ids } of all()) {
        if (ids.has(app) || namesIn(name).includes(app)) files.push({ name, path, bytes, of });
      }
      return files.sort(
        (a, b) => Number(a.of === "executor") - Number(b.of === "executor") || (a.name < b.name ? -1 : 1),
      );
    },
  };
}

/** What only executors and only drivers log, and how platforms name the places of executors' logs. */
const runsTasks = /CoarseGrainedExecutorBackend|Executor: Starting executor ID \d/;
const schedules =
  /SparkContext\b[^\n]{0,40}Running Spark|\b(DAGScheduler|TaskSetManager|ApplicationMaster)\b(:\d+)?( \([\w.]+:\w+\(\d+\)\))?\s*[:-] |^Container: container_(e\d+_)?\d+_\d+_\d+_0*1 /m;
const executorPath = /(^|[-_./])(exec|executor)[-_]?\d+([-_./]|$)|container_(e\d+_)?\d+_\d+_\d+_(?!0*1\b)\d+/;

function kindOf(name: string, text: string): TextLog["of"] {
  if (schedules.test(text)) return driver;
  return runsTasks.test(text) || executorPath.test(name) ? executor : driver;
}

/** Null if the file cannot be read: only its path then says which application it belongs to. */
async function readHeadText(path: string): Promise<string | null> {
  const parts: Buffer[] = [];
  let size = 0;
  try {
    for await (const part of openText(path, new AbortController().signal)) {
      parts.push(part);
      size += part.length;
      if (size >= headBytes) break;
    }
  } catch (error) {
    if (error instanceof SparkError) return null;
    throw error;
  }
  return Buffer.concat(parts).toString("utf8", 0, headBytes);
}

/**
 * The ids in a path, and the path's segments with and without extensions, because a folder or file may have just the id
 * as its name.
 */
const namesIn = (name: string): readonly string[] => [
  ...(name.match(applicationId) ?? []),
  ...name.split(/[/\\]/).flatMap((part) => [part, part.replace(/(\.[A-Za-z]+)+$/, "")]),
];

async function* filesBelow(root: string): AsyncGenerator<string> {
  let count = 0;
  async function* below(folder: string, depth: number): AsyncGenerator<string> {
    const entries = readdir(folder, { withFileTypes: true });
    for (const entry of (await (depth === 1 ? entries : unlessGone(entries))) ?? []) {
      const path = join(folder, entry.name);
      // Symbolic links are not followed: they could lead out of the folder.
      if (entry.isDirectory() && depth < maxDepth) yield* below(path, depth + 1);
      else if (entry.isFile() && !/\.(crc|jar|zip|parquet)$/.test(entry.name) && count < maxFiles) {
        count += 1;
        yield path;
      }
    }
  }
  try {
    yield* below(root, 1);
  } catch (error) {
    throw folderError("text logs", error);
  }
}
