/** The three ways a call ends before its tool is done, behind the one signal that the tool sees. */

import { CallError } from "../errors.ts";

/** The client cancelled or left; the tool's time is up; the server has drained for long enough. */
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
 * Does `work` under a signal that aborts at whichever end comes first, and then throws Stopped at once, whether or
 * not the work heeds the signal.
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
    // `stopped` comes first: an error that the tool throws because it was stopped must not hide that it was.
    return await Promise.race([stopped, signal.aborted ? stopped : work(signal)]);
  } finally {
    clearTimeout(timer);
    cancelled.removeEventListener("abort", onCancelled);
    stopping.removeEventListener("abort", onStopping);
  }
}
