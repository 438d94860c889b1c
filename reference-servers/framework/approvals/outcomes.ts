/**
 * Tells the registry how approved calls ended, until it knows. A server that dies first leaves the call to the
 * registry's deadline ("outcome unknown") and to its own next start (see unaccounted.ts).
 */
import { setTimeout as sleep } from "node:timers/promises";
import type { RunOutcome, RunReport } from "@drawbridge/contracts/approvals";
import type { Logger } from "pino";
import { type Approvals, readKept, requestOutcome } from "./wire.ts";

export interface Outcomes {
  /** Resolves when the registry knows, or after a moment: then it goes on by itself. Never rejects. */
  report(request: string, outcome: RunOutcome["outcome"], run?: RunReport): Promise<void>;
  /** Tries once more what is left. */
  close(): Promise<void>;
}

const momentMs = 2_000;
const firstPauseMs = 100;
const longestPauseMs = 5_000;

export function outcomes(at: Approvals, log: Logger): Outcomes {
  const stop = new AbortController();
  const untold = new Set<Promise<void>>();

  const tell = async (request: string, { outcome, ...run }: RunOutcome): Promise<void> => {
    for (let pause = firstPauseMs; ; pause = Math.min(pause * 2, longestPauseMs)) {
      const last = stop.signal.aborted;
      try {
        // False: the registry has another outcome, a person's. Theirs stands.
        const kept = await readKept(await requestOutcome(at, request, { outcome, ...run }));
        if (!kept) log.warn({ request, outcome }, "the registry has another outcome of this call");
        return;
      } catch {
        if (last) return log.error({ request, outcome }, "the outcome of a call could not be told to the registry");
        await sleep(pause, undefined, { signal: stop.signal }).catch(() => {});
      }
    }
  };

  return {
    async report(request, outcome, run = {}) {
      const telling = tell(request, { outcome, ...run }).finally(() => untold.delete(telling));
      untold.add(telling);
      const enough = new AbortController();
      await Promise.race([telling, sleep(momentMs, undefined, { signal: enough.signal }).catch(() => {})]);
      enough.abort();
    },
    async close() {
      stop.abort();
      await Promise.all(untold);
    },
  };
}
