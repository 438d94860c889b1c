/** Stops what a connection does, also where one interrupt is lost. */
import type { DuckDBConnection } from "@duckdb/node-api";

/** Pause (ms) between two interrupts of one connection. */
const intervalMs = 50;

/**
 * Runs `work`, and interrupts the connection from the moment at which `signal` aborts until `work` ends. One interrupt is
 * not enough, because the engine forgets an interrupt that comes between two of its statements, or before one has begun.
 * Throws the signal's reason, without `work`, if the signal has aborted before; else returns or throws what `work` does.
 */
export async function interruptible<Result>(
  connection: Pick<DuckDBConnection, "interrupt">,
  signal: AbortSignal,
  work: () => Promise<Result>,
): Promise<Result> {
  signal.throwIfAborted();
  let repeating: NodeJS.Timeout | undefined;
  const interrupt = (): void => {
    connection.interrupt();
    repeating = setInterval(() => connection.interrupt(), intervalMs);
  };
  signal.addEventListener("abort", interrupt, { once: true });
  try {
    return await work();
  } finally {
    signal.removeEventListener("abort", interrupt);
    clearInterval(repeating);
  }
}
