/** Deletes, once an hour, the calls that are older than anything that the usage pages show. */
import type { Logger } from "pino";
import type { Database } from "../database.ts";
import { forgetOldCalls } from "./store.ts";

const everyMs = 3_600_000;

export function forgetRegularly(database: Database, log: Logger): { close(): void } {
  const forget = (): void => {
    forgetOldCalls(database).catch((error: Error) =>
      log.warn({ reason: error.message }, "old calls could not be forgotten"),
    );
  };
  forget();
  const timer = setInterval(forget, everyMs);
  timer.unref();
  return { close: () => clearInterval(timer) };
}
