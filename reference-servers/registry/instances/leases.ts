/** Forgets instances whose lease has lapsed, every second, until it is closed. Several registries may do so at once. */
import { setTimeout as sleep } from "node:timers/promises";
import type { Logger } from "pino";
import type { Database } from "../database.ts";
import { forgetLapsed, renewAllLeases } from "./store.ts";

/** Milliseconds between two looks. */
const everyMs = 1_000;
/** After so many milliseconds without a look the registry counts as having been away, for example because the machine slept. */
const awayMs = 5_000;

/**
 * A registry that was away, or whose database was, has heard no instance in that time. So it gives all of them a new lease
 * before it looks for lapsed ones.
 */
export function forgetLapsedRegularly(
  database: Database,
  log: Logger,
  now: () => number = () => performance.now(),
): { close(): Promise<void> } {
  const closing = new AbortController();
  let lookedAt = Number.NEGATIVE_INFINITY;
  const look = async (): Promise<void> => {
    if (now() - lookedAt > awayMs) await renewAllLeases(database);
    for (const server of await forgetLapsed(database))
      log.info({ server }, "an instance is gone: its lease has lapsed");
    lookedAt = now();
  };
  const running = (async () => {
    while (!closing.signal.aborted) {
      await look().catch((error: Error) =>
        log.warn({ reason: error.message }, "lapsed instances cannot be looked for"),
      );
      await sleep(everyMs, undefined, { signal: closing.signal, ref: false }).catch(() => {});
    }
  })();
  return {
    async close() {
      closing.abort();
      await running;
    },
  };
}
