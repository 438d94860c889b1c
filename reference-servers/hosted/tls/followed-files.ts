/**
 * Follows files that an operator, or a platform such as Kubernetes, replaces while a part runs. The content is compared, and not a
 * time, because a platform often replaces a link to the folder and leaves times as they were.
 */
import { readFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";

export interface FilesLog {
  info(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

/** Milliseconds between two looks at the files. */
export const lookIntervalMs = 1_000;

export interface FollowedFiles {
  readonly files: readonly string[];
  /** What they are, for the log: "the certificate and its key". */
  readonly what: string;
  /** Uses the new content, in the order of `files`. Throws where it cannot; the content before then stays in use. */
  use(contents: readonly string[]): void;
}

/** The content of each file. Throws an Error that names the file. */
export const readNow = (files: readonly string[]): readonly string[] =>
  files.map((file) => {
    try {
      return readFileSync(file, "utf8");
    } catch (error) {
      throw new Error(`${file} cannot be read: ${reasonOf(error)}`, { cause: error });
    }
  });

/**
 * Looks at the files until `ended`, and uses each new content once, `used` being the first. A content that cannot be used
 * is logged when a second look finds it again: the first may have come while one of several files was written.
 */
export async function follow(
  { files, what, use }: FollowedFiles,
  used: readonly string[],
  log: FilesLog,
  ended: AbortSignal,
  intervalMs = lookIntervalMs,
): Promise<void> {
  let last = JSON.stringify(used);
  /** What the last look found that cannot be used. */
  let fault: { readonly content: string; readonly times: number } | null = null;
  const look = async (): Promise<void> => {
    let now = "";
    try {
      const contents = await Promise.all(files.map((file) => readFile(file, "utf8")));
      now = JSON.stringify(contents);
      if (now !== last) {
        use(contents);
        log.info({ files }, `${what} changed: the new content is in use`);
      }
      last = now;
      fault = null;
    } catch (error) {
      const reason = reasonOf(error);
      const content = `${reason} ${now}`;
      fault = { content, times: fault?.content === content ? fault.times + 1 : 1 };
      if (fault.times === 2)
        log.error({ files, reason }, `${what} changed, and cannot be used: the one before stays in use`);
    }
  };
  while (!ended.aborted) {
    await sleep(intervalMs, undefined, { signal: ended, ref: false }).catch(() => {});
    if (!ended.aborted) await look();
  }
}

const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
