/**
 * The text logs of an application: files below the log folder whose path or beginning names its id. Companies lay
 * them out in many ways (YARN's containers, a file per pod, one folder per application); the id is what they share.
 * The folder is listed and names compared: what a caller asks for never becomes a part of a path.
 */
import { readdir, stat } from "node:fs/promises";
import { join, relative } from "node:path";
import type { TextLog } from "../diagnosis/gather.ts";
import { openText } from "./open.ts";

export interface LogFile extends TextLog {
  readonly path: string;
  readonly bytes: number;
}

/** Application ids of YARN, standalone, local mode and Kubernetes. */
const applicationId =
  /\b(application_\d+_\d+|app-\d{14}-\d{4}|local-\d{10,}|spark-[0-9a-f]{32}|spark-application-\d+)\b/g;

const driver: TextLog["of"] = "driver";
const executor: TextLog["of"] = "executor";

const deepest = 6;
const mostFiles = 50_000;
/** A driver says its application's id soon after it starts. */
const beginningBytes = 512 * 1024;

export interface LogFolder {
  /** The driver's log first. Throws where the folder cannot be read. */
  logsOf(app: string): Promise<readonly LogFile[]>;
  /** The applications whose driver's log is there. Throws where the folder cannot be read. */
  applications(): Promise<readonly LoggedApplication[]>;
}

export interface LoggedApplication {
  readonly id: string;
  /** When its driver's log was last written, Unix ms. */
  readonly changedAt: number;
}

export function logFolder(root: string): LogFolder {
  /** What a file says of itself; a file that changed is read again. */
  const known = new Map<
    string,
    { readonly stamp: string; readonly ids: ReadonlySet<string>; readonly of: TextLog["of"] }
  >();

  async function beginning(path: string, stamp: string): Promise<{ ids: ReadonlySet<string>; of: TextLog["of"] }> {
    const before = known.get(path);
    if (before?.stamp === stamp) return before;
    const text = await beginningOf(path);
    const ids = new Set([...text.matchAll(applicationId)].map(([id]) => id));
    const runsTasks = /CoarseGrainedExecutorBackend|Executor: Starting executor ID \d/.test(text);
    const found = { stamp, ids, of: runsTasks && !/SparkContext: Running Spark/.test(text) ? executor : driver };
    known.set(path, found);
    return found;
  }

  async function* all() {
    for await (const path of filesBelow(root)) {
      const { size: bytes, mtimeMs: changedAt } = await stat(path);
      if (bytes === 0) continue;
      const { ids, of } = await beginning(path, `${bytes}:${changedAt}`);
      yield { name: relative(root, path), path, bytes, changedAt, ids, of };
    }
  }

  return {
    async applications() {
      const found = new Map<string, LoggedApplication>();
      for await (const { name, changedAt, ids, of } of all()) {
        // A driver's own id is the one in its path, or else the first that it says; others are those it speaks of.
        const [id] = [...(name.match(applicationId) ?? []), ...ids];
        if (of === driver && id !== undefined && (found.get(id)?.changedAt ?? 0) < changedAt) {
          found.set(id, { id, changedAt });
        }
      }
      return [...found.values()];
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

async function beginningOf(path: string): Promise<string> {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of openText(path, new AbortController().signal)) {
    parts.push(part);
    size += part.length;
    if (size >= beginningBytes) break;
  }
  return Buffer.concat(parts).toString("utf8", 0, beginningBytes);
}

/** The ids in a path, and the path's own parts without their endings: a folder or file may be called just by the id. */
const namesIn = (name: string): readonly string[] => [
  ...(name.match(applicationId) ?? []),
  ...name.split(/[/\\]/).flatMap((part) => [part, part.replace(/(\.[A-Za-z]+)+$/, "")]),
];

async function* filesBelow(root: string): AsyncGenerator<string> {
  let count = 0;
  async function* below(folder: string, depth: number): AsyncGenerator<string> {
    for (const entry of await readdir(folder, { withFileTypes: true })) {
      const path = join(folder, entry.name);
      // Links are not followed: they could lead out of the folder.
      if (entry.isDirectory() && depth < deepest) yield* below(path, depth + 1);
      else if (entry.isFile() && !/\.(crc|jar|zip|parquet)$/.test(entry.name) && count < mostFiles) {
        count += 1;
        yield path;
      }
    }
  }
  yield* below(root, 1);
}
