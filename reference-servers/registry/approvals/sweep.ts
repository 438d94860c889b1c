/**
 * Looks every few seconds for requests that have expired or whose deadline has passed, because perhaps no server asks
 * about them.
 */
import { setTimeout as sleep } from "node:timers/promises";
import type { Logger } from "pino";
import type { ServerApprovals } from "./server-approvals.ts";

/** Milliseconds between two sweeps. */
const sweepIntervalMs = 2000;

/** Sweeps until it is closed. Several registries may sweep at once, because each step is taken only once. */
export function sweepRegularly(approvals: Pick<ServerApprovals, "sweep">, log: Logger): { close(): Promise<void> } {
  const closing = new AbortController();
  const round = async (): Promise<void> => {
    while (!closing.signal.aborted) {
      await approvals.sweep().catch((error: Error) => log.warn({ reason: error.message }, "a sweep failed"));
      await sleep(sweepIntervalMs, undefined, { signal: closing.signal, ref: false }).catch(() => {});
    }
  };
  const running = round();
  return {
    async close() {
      closing.abort();
      await running;
    },
  };
}
