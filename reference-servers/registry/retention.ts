/** Deletes, once an hour, what the registry need not store any longer: calls that no usage page shows, and unused names. */
import type { Logger } from "pino";
import type { Database } from "./database.ts";
import { forgetOldReports } from "./governance/report-store.ts";
import { forgetUnusedNames } from "./people/display-names.ts";
import { forgetUnusedGroups } from "./people/known-groups.ts";
import { forgetOldCalls } from "./usage/store.ts";

const everyMs = 3_600_000;

export function forgetRegularly(database: Database, log: Logger): { close(): void } {
  const forgetting = {
    "old calls": forgetOldCalls,
    "unused display names": forgetUnusedNames,
    "unused groups": forgetUnusedGroups,
    "old reports": forgetOldReports,
  };
  // One after another: the registry has few connections, and it starts just now.
  const forget = async (): Promise<void> => {
    for (const [what, run] of Object.entries(forgetting))
      await run(database).catch((error: Error) =>
        log.warn({ reason: error.message, what }, "old rows could not be deleted"),
      );
  };
  void forget();
  const timer = setInterval(() => void forget(), everyMs);
  timer.unref();
  return { close: () => clearInterval(timer) };
}
