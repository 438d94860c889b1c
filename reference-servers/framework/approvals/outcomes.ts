/**
 * Reports to the registry how approved calls ended, until the registry has it. If a server dies first, the registry's
 * deadline applies ("outcome unknown"), and another instance or the server's next start accounts for the call (see unaccounted-calls.ts).
 */
import { setTimeout as sleep } from "node:timers/promises";
import type { RunOutcome, RunReport } from "@drawbridge/contracts/approvals";
import { type BackOff, backOffMs, retry } from "@drawbridge/contracts/http-api/back-off";
import type { Logger } from "pino";
import { type Approvals, keepOutcome } from "./registry-calls.ts";

export interface Outcomes {
  /** Resolves when the registry has it, or after a moment; the attempts then continue in the background. Never rejects. */
  report(request: string, outcome: RunOutcome["outcome"], run?: RunReport): Promise<void>;
  /** Whether the outcome of this request is still on its way to the registry. */
  isReporting(request: string): boolean;
  /** Tries once more for each report that is left. */
  close(): Promise<void>;
}

const momentMs = 2_000;
const pauses: BackOff = { firstMs: 100, maxMs: 5_000 };

export function outcomes(at: Approvals, log: Logger): Outcomes {
  const stop = new AbortController();
  const unreported = new Map<string, Promise<void>>();

  const reportUntilKept = async (request: string, { outcome, ...run }: RunOutcome): Promise<void> => {
    try {
      // False: the registry has another outcome, which a person recorded. That one stays.
      const accepted = await retry(() => keepOutcome(at, request, { outcome, ...run }), {
        pauseMs: (failures) => backOffMs(failures, pauses),
        stop: stop.signal,
      });
      if (!accepted) log.warn({ request, outcome }, "the registry has another outcome of this call");
    } catch {
      log.error({ request, outcome }, "the outcome of a call could not be reported to the registry");
    }
  };

  return {
    async report(request, outcome, run = {}) {
      const reported = reportUntilKept(request, { outcome, ...run }).finally(() => unreported.delete(request));
      unreported.set(request, reported);
      const enough = new AbortController();
      await Promise.race([reported, sleep(momentMs, undefined, { signal: enough.signal }).catch(() => {})]);
      enough.abort();
    },
    isReporting: (request) => unreported.has(request),
    async close() {
      stop.abort();
      await Promise.all(unreported.values());
    },
  };
}
