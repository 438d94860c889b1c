/** Waits for a lock file. */
import { setTimeout as sleep } from "node:timers/promises";
import { tryLock } from "@drawbridge/contracts/file-lock";

const pollIntervalMs = 20;

/**
 * Runs `work` while no other process and no other caller runs work under the same lock. `path` and `maxAgeMs` are those
 * of `tryLock`. Returns null if the lock was not free within `timeoutMs`.
 */
export async function underLock<T>(
  path: string,
  timeoutMs: number,
  work: () => Promise<T>,
  maxAgeMs?: number,
): Promise<{ readonly result: T } | null> {
  const deadline = Date.now() + timeoutMs;
  for (;;) {
    const attempt = tryLock(path, maxAgeMs);
    if (attempt.kind === "taken") {
      try {
        return { result: await work() };
      } finally {
        attempt.release();
      }
    }
    if (Date.now() > deadline) return null;
    await sleep(pollIntervalMs);
  }
}
