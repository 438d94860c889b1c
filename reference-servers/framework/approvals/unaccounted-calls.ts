/**
 * What an instance must account for: calls whose grant was spent by an instance that has ended. The registry names them once
 * the lease of that instance is over, so an instance looks as long as it runs. A tool that can ask its engine says how the
 * calls ended (`settle`). For the other tools the outcome cannot be known, and the report says so.
 */
import { setTimeout as sleep } from "node:timers/promises";
import type { ApprovalTicket } from "@drawbridge/contracts/approvals";
import type { Logger } from "pino";
import type { Tool } from "../define-tool.ts";
import type { ApprovalsClient } from "./approvals-client.ts";

export interface Accounting {
  close(): Promise<void>;
}

/** Milliseconds between two looks at calls that still run, or at a registry that does not answer. */
const againMs = 2_000;
/** The same while there is nothing to account for. */
const idleMs = 5_000;
const settleMs = 10_000;

/** Accounts for them in the background, until it is closed. */
export function accountFor<Services>(
  approvals: ApprovalsClient,
  tools: readonly Tool<Services>[],
  services: Services,
  log: Logger,
): Accounting {
  const stop = new AbortController();
  const pause = (ms: number) => sleep(ms, undefined, { signal: stop.signal, ref: false }).catch(() => {});
  /** Calls of unknown outcome whose tool has been asked: it will not know more later. */
  const hopeless = new Set<string>();

  const work = async (): Promise<void> => {
    while (!stop.signal.aborted) await pause(await look());
  };

  /** Milliseconds until the next look. */
  const look = async (): Promise<number> => {
    try {
      const open = (await approvals.unaccounted(stop.signal)).filter(({ id }) => !hopeless.has(id));
      const unsettled = await Promise.all(open.map((ticket) => account(ticket)));
      return unsettled.includes(true) ? againMs : idleMs;
    } catch {
      // The registry does not answer, so there is nothing to account to. The loop asks it again.
      return againMs;
    }
  };

  /** True where the call still runs, so that the loop must look at it again soon. */
  const account = async (ticket: ApprovalTicket): Promise<boolean> => {
    const outcome = await settled(tools, ticket, services, stop.signal);
    if (outcome === "running") return true;
    if (outcome === "unknown") hopeless.add(ticket.id);
    if (outcome !== "unknown" || ticket.state === "consumed") {
      await approvals.report(ticket.id, outcome);
      log.info({ request: ticket.id, outcome }, "accounted for a call of a process that has ended");
    }
    return false;
  };

  const working = work();
  return {
    async close() {
      stop.abort();
      await working;
    },
  };
}

/** How the call of `ticket` ended, as far as its tool can determine. Throws nothing. */
export async function settled<Services>(
  tools: readonly Pick<Tool<Services>, "name" | "settle">[],
  ticket: Pick<ApprovalTicket, "tool" | "handle">,
  services: Services,
  signal: AbortSignal,
): Promise<"succeeded" | "failed" | "running" | "unknown"> {
  const settle = tools.find(({ name }) => name === ticket.tool)?.settle;
  if (settle === undefined) return "unknown";
  try {
    return await settle(ticket.handle, { services, signal: AbortSignal.any([signal, AbortSignal.timeout(settleMs)]) });
  } catch {
    return "unknown";
  }
}
