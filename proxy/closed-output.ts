/** What a command does once the reader of its output has gone, as in `drawbridge login | head -1`. */

/** As a shell reports a program that a closed pipe ended (128 + SIGPIPE), so that scripts read it as they are used to. */
const closedPipe = 141;

/**
 * Ends the process when its results can reach nobody any more, without a word. Notes that cannot be read are dropped,
 * and the work goes on.
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
