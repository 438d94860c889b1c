/** The three ways in which a call ends before its tool is done. The tool sees one signal for all of them. */

import { CallError } from "../errors.ts";

/** The client cancelled or disconnected; the tool's time is over; the server's drain took too long. */
export type StopReason = "cancelled" | "timed-out" | "stopping";

export class Stopped extends CallError<StopReason> {
  override readonly name = "Stopped";

  constructor(reason: StopReason) {
    super(reason, `the call was stopped: ${reason}`);
  }
}

export interface Ends {
  readonly cancelled: AbortSignal;
  readonly stopping: AbortSignal;
  readonly timeoutMs: number;
}

/**
 * Does `work` under a signal that aborts at the first of these ends. It then throws Stopped at once, even if the work
 * ignores the signal.
 */
export async function untilStopped<Outcome>(
  { cancelled, stopping, timeoutMs }: Ends,
  work: (signal: AbortSignal) => Promise<Outcome>,
): Promise<Outcome> {
  const controller = new AbortController();
  const { signal } = controller;
  const stopped = new Promise<never>((_, reject) => {
    signal.addEventListener("abort", () => reject(signal.reason), { once: true });
  });
  const stop = (reason: StopReason) => (): void => controller.abort(new Stopped(reason));
  const onCancelled = stop("cancelled");
  const onStopping = stop("stopping");
  const timer = setTimeout(stop("timed-out"), timeoutMs);
  cancelled.addEventListener("abort", onCancelled, { once: true });
  stopping.addEventListener("abort", onStopping, { once: true });
  if (cancelled.aborted) onCancelled();
  if (stopping.aborted) onStopping();
  try {
    // `stopped` comes first, because an error that the tool throws after it was stopped must not hide the stop.
    return await Promise.race([stopped, signal.aborted ? stopped : work(signal)]);
  } finally {
    clearTimeout(timer);
    cancelled.removeEventListener("abort", onCancelled);
    stopping.removeEventListener("abort", onStopping);
  }
}
