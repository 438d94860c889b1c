/** What an error of the file system means for a reader of logs, in words for the caller. */
import { systemErrorCode } from "@drawbridge/contracts/system-error";
import { SparkError } from "./errors.ts";

/** Whether the file or folder is not there: it was moved or deleted, or its share went away. */
const isGone = (error: unknown): boolean => /^(ENOENT|ENOTDIR|ESTALE)$/.test(systemErrorCode(error) ?? "");

/** Whether the file system raised the error. An abort is no such error. */
export const isFileError = (error: unknown): boolean => /^E[A-Z0-9]+$/.test(systemErrorCode(error) ?? "");

/**
 * Null if the file or folder is gone, for what was there a moment ago: Spark renames a log when its application ends, and
 * old logs are deleted. Rejects with every other error.
 */
export async function unlessGone<T>(reading: Promise<T>): Promise<T | null> {
  try {
    return await reading;
  } catch (error) {
    if (isGone(error)) return null;
    throw error;
  }
}

/** What the error at a folder of logs becomes. `what` is "event logs" or "text logs". */
export const folderError = (what: string, cause: unknown): unknown =>
  isFileError(cause)
    ? new SparkError(
        "unreadable-folder",
        isGone(cause)
          ? `This server's folder of ${what} is not there: it was moved or deleted, or its disk or share is away.`
          : `This server's folder of ${what}, or a folder in it, cannot be read.`,
        "Try again in a minute. If it fails again, ask the operator of this server to check the folder.",
        { cause },
      )
    : cause;

/** What the error at one log becomes. */
export function logError(what: "event log" | "text log", cause: unknown): SparkError {
  const other = what === "event log" ? "; search_log may find its text logs" : "";
  return isGone(cause)
    ? new SparkError(
        "unreadable-log",
        `The application's ${what} is not there any more: it was moved or deleted while this server looked for it.`,
        "Call again. If it fails again, ask the operator of this server to check the folder of logs.",
        { cause },
      )
    : new SparkError(
        "unreadable-log",
        `The application's ${what} exists, but it cannot be read.`,
        `Ask the operator of this server to check the file and its permissions${other}.`,
        { cause },
      );
}
