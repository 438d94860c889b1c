/** What the stack does once the reader of its output has gone, as in `npm start | head -1`. */

/** As a shell reports a program that a closed pipe ended (128 + SIGPIPE), so that scripts read it as they are used to. */
export const closedPipe = 141;

/**
 * Calls `onReaderGone` when results can reach nobody any more, perhaps more than once: the stack must still stop what it
 * started. Notes that cannot be read are dropped, and the work goes on.
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
