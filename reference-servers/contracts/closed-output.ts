/** What a program does once the reader of its output has gone, as in `drawbridge login | head -1`. */

/** The exit code with which a shell reports a program that a closed pipe ended (128 + SIGPIPE). Scripts expect it. */
export const closedPipe = 141;

/**
 * Calls `onReaderGone` when no reader can get the results any more, perhaps more than once. Notes that cannot be written
 * are dropped, and the work continues.
 */
export function watchReader(onReaderGone: () => void): void {
  process.stdout.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code !== "EPIPE") throw error;
    onReaderGone();
  });
  process.stderr.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code !== "EPIPE") throw error;
  });
}
