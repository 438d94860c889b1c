/** What a command does when the reader of its output has gone, as in `drawbridge login | head -1`. */

/** The exit code by which a shell reports a program that a closed pipe ended (128 + SIGPIPE). Scripts expect it. */
const closedPipe = 141;

/**
 * Ends the process without a message when its results can no longer reach a reader. Notes that cannot be written are
 * dropped, and the work goes on.
 */
export function endWithItsReader(): void {
  process.stdout.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code !== "EPIPE") throw error;
    process.exit(closedPipe);
  });
  process.stderr.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code !== "EPIPE") throw error;
  });
}
